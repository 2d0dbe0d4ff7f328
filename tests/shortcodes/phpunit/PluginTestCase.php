<?php

use PHPUnit\Framework\TestCase;

/** A test in the real WordPress: plugin configured, nobody signed in, a double in place of the server. */
abstract class PluginTestCase extends TestCase {
	protected const SETTINGS = [
		'server' => 'https://customers.example.test',
		'site'   => 'demo',
		'secret' => 'correct-horse-battery',
	];

	/** @var array<int, array{url: string, args: array<string, mixed>}> Calls that reached the server's double. */
	protected array $calls = [];

	private array $filters_before;
	private array $environment_before;

	protected function setUp(): void {
		$this->filters_before     = array_map( static fn( $hook ) => clone $hook, $GLOBALS['wp_filter'] );
		$this->environment_before = [ $_SERVER, $_REQUEST, $_GET, $_POST, $GLOBALS['pagenow'] ];
		if ( isset( get_registered_settings()['customer_center'] ) ) {
			unregister_setting( 'customer-center', 'customer_center' );
		}
		update_option( 'customer_center', self::SETTINGS );
		update_option( 'permalink_structure', '/%postname%/' );
		$GLOBALS['wp_rewrite']->init();
		$GLOBALS['wp_settings_errors'] = [];
		unset( $GLOBALS['wp_scripts'], $GLOBALS['wp_styles'] );
		wp_set_current_user( 0 );
		$this->calls = [];
		$this->server_answers( 200, '{}' );
	}

	protected function tearDown(): void {
		$GLOBALS['wp_filter'] = $this->filters_before;
		[ $_SERVER, $_REQUEST, $_GET, $_POST, $GLOBALS['pagenow'] ] = $this->environment_before;
		delete_transient( 'settings_errors' );
	}

	/**
	 * From now on the server answers like this.
	 *
	 * @param array<string, string|string[]> $headers Headers by name in small letters.
	 */
	protected function server_answers( int $status, string $body, array $headers = [] ): void {
		$this->at_the_edge( [ self::answer( $status, $body, $headers ) ] );
	}

	/**
	 * From now on the server gives one answer after the other, and the last one again and again.
	 *
	 * @param array{0: int, 1: string} ...$answers Status and body of each.
	 */
	protected function server_answers_in_turn( array ...$answers ): void {
		$this->at_the_edge( array_map( static fn( $answer ) => self::answer( ...$answer ), $answers ) );
	}

	/** From now on no answer comes. */
	protected function server_is_down( string $code = 'http_request_failed' ): void {
		$this->at_the_edge( [ new WP_Error( $code, 'cURL error 7: Failed to connect to 10.1.2.3 port 443' ) ] );
	}

	/**
	 * @param array<string, string|string[]> $headers
	 * @return array<string, mixed>
	 */
	private static function answer( int $status, string $body, array $headers = [] ): array {
		return [
			'headers'  => $headers,
			'body'     => $body,
			'response' => [ 'code' => $status, 'message' => '' ],
			'cookies'  => [],
		];
	}

	/** @param array<int, array<string, mixed>|WP_Error> $answers */
	private function at_the_edge( array $answers ): void {
		remove_all_filters( 'pre_http_request' );
		add_filter(
			'pre_http_request',
			function ( $unused, array $args, string $url ) use ( &$answers ) {
				$this->calls[] = compact( 'url', 'args' );
				return count( $answers ) > 1 ? array_shift( $answers ) : $answers[0];
			},
			10,
			3
		);
	}

	protected function sign_in_as( string $login ): void {
		wp_set_current_user( get_user_by( 'login', $login )->ID );
	}

	/** @param array<string, string> $changes */
	protected function configure( array $changes ): void {
		update_option( 'customer_center', array_merge( self::SETTINGS, $changes ) );
	}

	/** Everything that a function prints. */
	protected function printed_by( callable $function ): string {
		ob_start();
		$function();
		return (string) ob_get_clean();
	}
}
