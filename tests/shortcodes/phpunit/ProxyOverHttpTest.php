<?php

/**
 * The proxy between two real web servers: what WordPress's own HTTP code does to headers, cookies and bodies on the way
 * there and back cannot be seen by a double.
 */
final class ProxyOverHttpTest extends PluginTestCase {
	/** @var resource[] */
	private static array $servers = [];
	private static string $wordpress;
	private static string $server;

	public static function setUpBeforeClass(): void {
		$support         = dirname( __DIR__, 2 ) . '/support/wordpress';
		self::$wordpress = self::start( getenv( 'WP_DIR' ), "$support/router.php" );
		self::$server    = self::start( $support, "$support/echo-server.php" );
	}

	public static function tearDownAfterClass(): void {
		array_map( 'proc_terminate', self::$servers );
	}

	protected function setUp(): void {
		parent::setUp();
		$this->configure( [ 'server' => self::$server ] );
	}

	public function test_cookies_travel_there_and_back_byte_by_byte(): void {
		$sid      = 's%3AQx%2Bab.c%2Fd+e==';
		$response = $this->fetch( 'POST', '/sign-in/code?set=1', [ "Cookie: wordpress_x=1; __Host-cc_sid=$sid; other=%20; cc_attempt=a%20b" ], '{}' );
		$this->assertSame( "__Host-cc_sid=$sid; cc_attempt=a%20b", $response['sent']['headers']['cookie'] );
		$this->assertSame(
			[
				'__Host-cc_sid=s%3Anew%2B1.x%2Fy+z==; Path=/; Expires=Wed, 23 Dec 2026 08:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
				'cc_attempt=; Path=/; Max-Age=0',
			],
			$response['headers']['set-cookie']
		);
	}

	public function test_method_query_and_body_arrive_as_sent(): void {
		foreach ( [ 'POST', 'PUT', 'PATCH', 'DELETE' ] as $method ) {
			$body = "{ \"name\" : \"Zo\u{eb} \\\"\\\\\" }";
			$sent = $this->fetch( $method, '/profile?a.b=%2F&a.b=2', [ 'Content-Type: application/json' ], $body )['sent'];
			$this->assertSame( [ $method, '/api/v1/demo/profile?a.b=%2F&a.b=2', $body ], [ $sent['method'], $sent['url'], $sent['body'] ] );
		}
	}

	public function test_a_client_cannot_pass_for_somebody_else(): void {
		$sent = $this->fetch( 'GET', '/boot', [ 'X-CC-Proxy-Key: guess', 'X-CC-Client-IP: 10.0.0.1', 'X_CC_Client_IP: 10.0.0.1', 'X-Forwarded-For: 10.0.0.1', 'Forwarded: for=10.0.0.1', 'X-CC-Site: other', 'Authorization: Bearer x', 'User-Agent: Browser/1.0', 'X-CC: 1', 'Origin: https://shop.example.test' ] )['sent'];
		$this->assertSame( self::SETTINGS['secret'], $sent['headers']['x-cc-proxy-key'] );
		$this->assertSame( '127.0.0.1', $sent['headers']['x-cc-client-ip'] );
		$this->assertSame( 'Browser/1.0', $sent['headers']['user-agent'] );
		// WordPress's HTTP code adds the last four.
		$allowed = [ 'x-cc-proxy-key', 'x-cc-client-ip', 'x-cc', 'origin', 'user-agent', 'accept', 'host', 'accept-encoding', 'connection', 'referer' ];
		$this->assertSame( [], array_diff( array_keys( $sent['headers'] ), $allowed ) );
	}

	public function test_no_other_origin_may_read_the_answer_and_no_cache_may_keep_it(): void {
		foreach ( [ [ 'GET', '/boot' ], [ 'OPTIONS', '/boot' ], [ 'GET', '/not.a.path' ], [ 'HEAD', '/boot' ] ] as [ $method, $path ] ) {
			$headers = $this->fetch( $method, $path, [ 'Origin: https://evil.example.test', 'Access-Control-Request-Headers: x-cc' ] )['headers'];
			$this->assertSame( [], preg_grep( '/^access-control-/', array_keys( $headers ) ), $path );
			$this->assertSame( [ [ 'no-store' ], [ 'Cookie' ], [ 'nosniff' ] ], [ $headers['cache-control'], $headers['vary'], $headers['x-content-type-options'] ], $path );
		}
	}

	public function test_a_file_comes_back_unchanged_also_when_it_was_compressed(): void {
		$response = $this->fetch( 'GET', '/invoices/1/pdf?file=1', [ 'Accept-Encoding: gzip' ] );
		$this->assertSame( "%PDF-1.7\r\n\x00\xFF", $response['body'] );
		$this->assertSame( [ 'application/pdf' ], $response['headers']['content-type'] );
		$this->assertSame( [ 'attachment; filename="invoice.pdf"' ], $response['headers']['content-disposition'] );
		$this->assertArrayNotHasKey( 'content-encoding', $response['headers'] );
	}

	public function test_a_redirect_comes_back_and_is_not_followed(): void {
		$response = $this->fetch( 'GET', '/orders/1/receipt?redirect=1' );
		$this->assertSame( [ 302, [ 'https://elsewhere.example.test/x?y=%2F' ] ], [ $response['status'], $response['headers']['location'] ] );
	}

	public function test_no_content_comes_back_empty(): void {
		$response = $this->fetch( 'DELETE', '/security/devices/1?empty=1' );
		$this->assertSame( [ 204, '' ], [ $response['status'], $response['body'] ] );
	}

	public function test_plain_permalinks_work_too(): void {
		$address  = self::$wordpress . '/index.php?rest_route=' . rawurlencode( '/customer-center/v1/api/v1/demo/orders' ) . '&after=x%2F';
		$response = $this->fetch( 'GET', $address );
		$this->assertSame( '/api/v1/demo/orders?after=x%2F', $response['sent']['url'] );
	}

	public function test_an_envelope_that_would_show_the_session_to_scripts_is_refused(): void {
		foreach ( [ '_envelope=1', '_jsonp=steal', '_method=GET', '_fields=a' ] as $query ) {
			$response = $this->fetch( 'POST', "/sign-in/code?set=1&$query" );
			$this->assertStringNotContainsString( 'cc_sid', $response['body'], $query );
			$this->assertStringContainsString( 'invalid_request', $response['body'], $query );
			$this->assertArrayNotHasKey( 'set-cookie', $response['headers'], $query );
		}
	}

	public function test_a_server_that_is_down_gives_502(): void {
		$this->configure( [ 'server' => 'http://127.0.0.1:1' ] );
		$response = $this->fetch( 'GET', '/boot' );
		$this->assertSame( [ 502, 'server_unreachable' ], [ $response['status'], json_decode( $response['body'], true )['code'] ] );
	}

	public function test_someone_signed_in_to_wordpress_with_a_stale_nonce_gets_through(): void {
		$expires = time() + 600;
		$session = WP_Session_Tokens::get_instance( 1 )->create( $expires );
		$cookie  = LOGGED_IN_COOKIE . '=' . rawurlencode( wp_generate_auth_cookie( 1, $expires, 'logged_in', $session ) );
		$refused = $this->fetch( 'GET', self::$wordpress . '/wp-json/wp/v2/posts', [ "Cookie: $cookie", 'X-WP-Nonce: stale' ] );
		$this->assertSame( 403, $refused['status'] );
		$response = $this->fetch( 'GET', '/boot', [ "Cookie: $cookie", 'X-WP-Nonce: stale' ] );
		$this->assertSame( [ 200, [ 'no-store' ] ], [ $response['status'], $response['headers']['cache-control'] ] );
		$this->assertArrayNotHasKey( 'cookie', $response['sent']['headers'] );
	}

	/** A20 and D20: what is decided for one visitor is kept by no cache, and the page of posts closes as other pages do. */
	public function test_no_cache_keeps_a_list_that_a_closed_page_is_in(): void {
		$post = wp_insert_post( [ 'post_type' => 'post', 'post_status' => 'publish', 'post_title' => 'Ash glazes', 'post_content' => 'Three parts ash' ] );
		$page = wp_insert_post( [ 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Letters' ] );
		$rule = [ 'rule' => 'signed_in', 'levels' => [], 'pending' => false ];
		$home = self::$wordpress . '/';
		try {
			$this->assertArrayNotHasKey( 'cache-control', $this->fetch( 'GET', $home, [ 'Host: localhost' ] )['headers'] );
			update_option( 'customer_center_pages', [ $post => $rule ] );
			foreach ( [ $home, self::$wordpress . '/wp-json/wp/v2/posts', self::$wordpress . "/wp-json/wp/v2/posts/$post" ] as $list ) {
				$this->assertStringContainsString( 'no-cache', $this->fetch( 'GET', $list, [ 'Host: localhost' ] )['headers']['cache-control'][0] ?? '', $list );
			}
			update_option( 'customer_center_pages', [ $page => $rule ] );
			update_option( 'show_on_front', 'page' );
			update_option( 'page_for_posts', $page );
			$letters = $this->fetch( 'GET', "{$home}letters/", [ 'Host: localhost' ] );
			$this->assertSame( 403, $letters['status'] );
			$this->assertStringNotContainsString( 'Three parts ash', $letters['body'] );
		} finally {
			update_option( 'show_on_front', 'posts' );
			delete_option( 'page_for_posts' );
			delete_option( 'customer_center_pages' );
			wp_delete_post( $post, true );
			wp_delete_post( $page, true );
		}
	}

	/**
	 * @param string[] $headers
	 * @return array{status: int, headers: array<string, string[]>, body: string, sent: array<string, mixed>|null}
	 *   `sent`: what the server received
	 */
	private function fetch( string $method, string $path, array $headers = [], ?string $body = null ): array {
		$received = [];
		$curl     = curl_init( str_starts_with( $path, 'http' ) ? $path : self::$wordpress . "/wp-json/customer-center/v1/api/v1/demo$path" );
		curl_setopt_array(
			$curl,
			[
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_NOBODY         => $method === 'HEAD',
				CURLOPT_HTTPHEADER     => $headers,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => 20,
				CURLOPT_HEADERFUNCTION => static function ( $unused, string $line ) use ( &$received ): int {
					if ( str_contains( $line, ':' ) ) {
						[ $name, $value ]                   = explode( ':', $line, 2 );
						$received[ strtolower( $name ) ][] = trim( $value );
					}
					return strlen( $line );
				},
			] + ( $body === null ? [] : [ CURLOPT_POSTFIELDS => $body ] )
		);
		$answer = (string) curl_exec( $curl );
		$this->assertSame( '', curl_error( $curl ) );
		return [
			'status'  => curl_getinfo( $curl, CURLINFO_RESPONSE_CODE ),
			'headers' => $received,
			'body'    => $answer,
			'sent'    => json_decode( $answer, true ),
		];
	}

	/** Starts php -S on a free port and gives its address. */
	private static function start( string $folder, string $router ): string {
		$probe   = stream_socket_server( 'tcp://127.0.0.1:0' );
		$address = stream_socket_get_name( $probe, false );
		fclose( $probe );
		$silent          = [ [ 'file', '/dev/null', 'r' ], [ 'file', '/dev/null', 'w' ], [ 'file', '/dev/null', 'w' ] ];
		self::$servers[] = proc_open( [ PHP_BINARY, '-S', $address, '-t', $folder, $router ], $silent, $pipes );
		for ( $tries = 0; $tries < 100; $tries++ ) {
			$connection = @stream_socket_client( "tcp://$address", $code, $message, 0.1 );
			if ( $connection ) {
				fclose( $connection );
				return "http://$address";
			}
			usleep( 50000 );
		}
		throw new RuntimeException( "php -S did not start on $address" );
	}
}
