<?php

final class SettingsTest extends PluginTestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->sign_in_as( 'admin' );
		CustomerCenter\register_settings();
		CustomerCenter\add_settings_page();
	}

	public function test_settings_are_saved_as_typed_but_trimmed(): void {
		$this->save( [ 'server' => " https://Customers.Example.test/center/ \n", 'site' => ' my-shop-2 ', 'secret' => ' new-secret-1 ' ] );
		$this->assertSame( [ 'server' => 'https://customers.example.test/center', 'site' => 'my-shop-2', 'secret' => 'new-secret-1' ], get_option( 'customer_center' ) );
		$this->assertSame( [], get_settings_errors( 'customer_center' ) );
	}

	/** @dataProvider good_addresses */
	public function test_an_address_is_accepted( string $typed, string $saved ): void {
		$this->save( [ 'server' => $typed ] );
		$this->assertSame( $saved, get_option( 'customer_center' )['server'] );
		$this->assertSame( [], get_settings_errors( 'customer_center' ) );
	}

	public function good_addresses(): array {
		return [
			[ 'https://c.example.test', 'https://c.example.test' ],
			[ 'https://c.example.test:8443/', 'https://c.example.test:8443' ],
			[ 'HTTPS://C.example.test/a/b_c-d', 'https://c.example.test/a/b_c-d' ],
			[ 'http://localhost:3000', 'http://localhost:3000' ],
			[ 'http://127.0.0.1:3000', 'http://127.0.0.1:3000' ],
			[ 'http://api.localhost:3000', 'http://api.localhost:3000' ],
			[ '', '' ],
		];
	}

	/** @dataProvider bad_addresses */
	public function test_an_address_is_refused_by_name_and_the_other_fields_are_kept( string $typed ): void {
		$this->save( [ 'server' => $typed, 'site' => 'other', 'secret' => 'new-secret-1' ] );
		$this->assertSame( [ 'server' => self::SETTINGS['server'], 'site' => 'other', 'secret' => 'new-secret-1' ], get_option( 'customer_center' ) );
		$this->assertStringStartsWith( 'Server address: ', $this->only_error() );
	}

	public function bad_addresses(): array {
		return array_map(
			static fn( $typed ) => [ $typed ],
			[
				'customers.example.test',
				'//customers.example.test',
				'http://customers.example.test',
				'http://localhost.example.test',
				'http://examplelocalhost',
				'http://127.0.0.1.example.test',
				'http://10.0.0.1',
				'ftp://customers.example.test',
				'javascript:alert(1)',
				'https://',
				'https://user:password@customers.example.test',
				'https://localhost@customers.example.test',
				'https://customers.example.test\\@evil.example.test',
				'https://customers.example.test?x=1',
				'https://customers.example.test/#a',
				'https://customers.example.test/../x',
				'https://customers.example.test/a b',
				"https://customers.example.test/\r\nX-CC-Proxy-Key: a",
				'https://customers.example.test:99999',
				'https://customers.example.test:port',
				'https://-x.example.test',
				'https://customers.example.test/"><script>alert(1)</script>',
			]
		);
	}

	/** @dataProvider bad_sites */
	public function test_a_site_id_is_refused_by_name( string $typed ): void {
		$this->save( [ 'server' => 'https://other.example.test', 'site' => $typed ] );
		$this->assertSame( 'demo', get_option( 'customer_center' )['site'] );
		$this->assertSame( 'https://other.example.test', get_option( 'customer_center' )['server'] );
		$this->assertStringStartsWith( 'Site id: ', $this->only_error() );
	}

	public function bad_sites(): array {
		return array_map( static fn( $typed ) => [ $typed ], [ 'ab', str_repeat( 'a', 41 ), 'Demo', 'my shop', 'my_shop', '../demo', 'demo/admin', 'demo?x', 'dém', '<b>demo</b>' ] );
	}

	public function test_an_error_is_shown_escaped_and_repeats_what_was_typed(): void {
		$this->save( [ 'site' => '<b>x' ] );
		$this->assertStringContainsString( '“&lt;b&gt;x”', $this->only_error() );
	}

	public function test_an_empty_secret_keeps_the_saved_one(): void {
		$this->save( [ 'site' => 'other', 'secret' => '' ] );
		$this->assertSame( self::SETTINGS['secret'], get_option( 'customer_center' )['secret'] );
		$this->assertSame( [], get_settings_errors( 'customer_center' ) );
	}

	public function test_the_checkbox_removes_the_secret(): void {
		$this->save( [ 'secret' => '', 'remove_secret' => '1' ] );
		$this->assertSame( '', get_option( 'customer_center' )['secret'] );
		$this->assertArrayNotHasKey( 'remove_secret', get_option( 'customer_center' ) );
	}

	public function test_a_secret_with_line_breaks_is_refused_without_repeating_it(): void {
		$this->save( [ 'secret' => "good-beginning\r\nX-Evil: 1" ] );
		$this->assertSame( self::SETTINGS['secret'], get_option( 'customer_center' )['secret'] );
		$this->assertStringStartsWith( 'Secret: ', $this->only_error() );
		$this->assertStringNotContainsString( 'good-beginning', $this->only_error() );
	}

	public function test_the_first_save_ever_works_too(): void {
		delete_option( 'customer_center' );
		$this->save( self::SETTINGS );
		$this->assertSame( self::SETTINGS, get_option( 'customer_center' ) );
	}

	public function test_nonsense_instead_of_fields_changes_nothing(): void {
		foreach ( [ 'x', [ 'server' => [ 'a' ], 'site' => [ 'b' ], 'more' => 'c' ], null ] as $input ) {
			update_option( 'customer_center', $input );
			$this->assertSame( self::SETTINGS, get_option( 'customer_center' ) );
		}
	}

	public function test_the_page_never_prints_the_secret(): void {
		$html = $this->printed_by( 'CustomerCenter\render_settings_page' );
		$this->assertStringNotContainsString( self::SETTINGS['secret'], $html );
		$this->assertStringContainsString( 'A secret is saved.', $html );
		$this->assertStringContainsString( 'Remove the saved secret', $html );
	}

	public function test_the_page_gives_origin_and_command_of_this_site(): void {
		update_option( 'home', 'https://Shop.example.test:8443/blog' );
		$html = $this->printed_by( 'CustomerCenter\render_settings_page' );
		update_option( 'home', 'http://localhost' );
		$this->assertStringContainsString( '<code>https://shop.example.test:8443</code>', $html );
		$this->assertStringContainsString( '<code>npm run site -- set demo --origin https://shop.example.test:8443</code>', $html );
	}

	public function test_only_admins_see_the_page(): void {
		foreach ( [ 'editor', 'contributor', 'subscriber' ] as $login ) {
			$this->sign_in_as( $login );
			$this->assertSame( '', $this->printed_by( 'CustomerCenter\render_settings_page' ), $login );
		}
	}

	public function test_only_admins_can_check_the_connection(): void {
		$this->sign_in_as( 'editor' );
		$_REQUEST['_wpnonce'] = wp_create_nonce( 'customer_center_check' );
		$this->assertStringContainsString( 'You may not do this.', $this->death_of( 'CustomerCenter\check_on_request' ) );
		$this->assertSame( [], $this->calls );
	}

	public function test_the_connection_is_not_checked_without_a_nonce(): void {
		$_REQUEST['_wpnonce'] = wp_create_nonce( 'something_else' );
		$this->death_of( 'CustomerCenter\check_on_request' );
		$this->assertSame( [], $this->calls );
	}

	public function test_the_button_checks_and_shows_the_result(): void {
		$_REQUEST['_wpnonce'] = wp_create_nonce( 'customer_center_check' );
		$this->server_answers_in_turn( [ 200, '{"site":{"id":"demo","headline":"The <b>Shop</b>"}}' ], [ 401, '{"code":"signed_out"}' ] );
		add_filter( 'wp_redirect', '__return_false' );
		CustomerCenter\check_on_request();
		$this->assertSame( 'https://customers.example.test/api/v1/demo/boot', $this->calls[0]['url'] );
		[ $notice ] = get_transient( 'settings_errors' );
		$this->assertSame( 'success', $notice['type'] );
		$this->assertStringContainsString( 'works: the server knows this site as “The &lt;b&gt;Shop&lt;/b&gt;”', $notice['message'] );
	}

	/** @dataProvider answers */
	public function test_the_check_says_in_a_sentence_what_is_wrong( int $status, string $body, string $sentence ): void {
		$this->server_answers( $status, $body );
		$result = CustomerCenter\check_connection();
		$this->assertFalse( $result['ok'] );
		$this->assertStringContainsString( $sentence, $result['message'] );
	}

	public function answers(): array {
		return [
			'the site is unknown'       => [ 404, '{"code":"site_unknown","message":"…"}', 'knows no site “demo”' ],
			'it is another web server'  => [ 404, '<h1>Not found</h1>', 'not like a customer center server (status 404)' ],
			'it answers something else' => [ 200, '"hello"', 'not like a customer center server (status 200)' ],
			'it redirects'              => [ 301, '', 'not like a customer center server (status 301)' ],
		];
	}

	/** @dataProvider refusals */
	public function test_the_check_says_what_would_keep_customers_out( string $refusal, string $sentence ): void {
		$this->server_answers_in_turn( [ 200, '{"site":{"id":"demo","headline":"The Shop"}}' ], [ 403, $refusal ] );
		$result = CustomerCenter\check_connection();
		$this->assertFalse( $result['ok'] );
		$this->assertStringContainsString( $sentence, $result['message'] );
	}

	public function refusals(): array {
		return [
			'the secret does not fit'   => [ '{"code":"proxy_key_wrong"}', 'the secret is not the right one' ],
			'the origin is not allowed' => [ '{"code":"origin_refused"}', 'not that its pages are at http://localhost,' ],
			'something else fails'      => [ '<h1>Bad gateway</h1>', 'does not answer calls that change something' ],
		];
	}

	public function test_the_check_calls_as_the_element_does_and_signs_nobody_out(): void {
		$_SERVER['HTTP_COOKIE'] = 'cc_sid=of-the-admin';
		$this->server_answers_in_turn( [ 200, '{"site":{"id":"demo","headline":"The Shop"}}' ], [ 401, '{"code":"signed_out"}' ] );
		CustomerCenter\check_connection();
		[ , [ 'url' => $url, 'args' => $args ] ] = $this->calls;
		$this->assertSame( 'https://customers.example.test/api/v1/demo/sign-out', $url );
		$this->assertSame( 'http://localhost', $args['headers']['origin'] );
		$this->assertArrayNotHasKey( 'cookie', $args['headers'] );
	}

	public function test_the_check_says_that_the_address_does_not_answer(): void {
		$this->server_is_down();
		$this->assertStringContainsString( 'https://customers.example.test does not answer', CustomerCenter\check_connection()['message'] );
	}

	public function test_the_check_says_that_this_wordpress_may_not_call_other_servers(): void {
		$this->server_is_down( 'http_request_not_executed' );
		$this->assertStringContainsString( 'Add customers.example.test to WP_ACCESSIBLE_HOSTS', CustomerCenter\check_connection()['message'] );
	}

	public function test_the_check_asks_for_a_missing_secret(): void {
		$this->save( [ 'remove_secret' => '1' ] );
		$this->server_answers_in_turn( [ 200, '{"site":{"id":"demo","headline":"The Shop"}}' ], [ 401, '{"code":"signed_out"}' ] );
		$this->assertStringContainsString( 'Enter the secret too', CustomerCenter\check_connection()['message'] );
	}

	public function test_saving_on_the_settings_page_checks_the_new_settings(): void {
		$GLOBALS['pagenow'] = 'options.php';
		$this->server_answers( 404, '{"code":"site_unknown"}' );
		$this->save( [ 'site' => 'other' ] );
		$this->assertSame( 'https://customers.example.test/api/v1/other/boot', $this->calls[0]['url'] );
		$this->assertStringContainsString( 'Settings saved. https://customers.example.test answers, but knows no site “other”', $this->only_error() );
	}

	public function test_saving_with_an_error_calls_nobody(): void {
		$GLOBALS['pagenow'] = 'options.php';
		$this->save( [ 'server' => 'nonsense', 'site' => 'other' ] );
		$this->assertSame( [], $this->calls );
	}

	/** As options.php does. @param array<string, string> $fields */
	private function save( array $fields ): void {
		update_option( 'customer_center', $fields );
	}

	private function only_error(): string {
		$errors = get_settings_errors( 'customer_center' );
		$this->assertCount( 1, $errors );
		return $errors[0]['message'];
	}

	/** The message with which WordPress ends a function. */
	private function death_of( callable $function ): string {
		add_filter( 'wp_die_handler', static fn() => static function ( $message ) {
			throw new RuntimeException( (string) $message );
		} );
		try {
			$function();
		} catch ( RuntimeException $death ) {
			return $death->getMessage();
		}
		$this->fail( 'It went on.' );
	}
}
