<?php

final class ProxyTest extends PluginTestCase {
	private const ROUTE = '/customer-center/v1/api/v1/demo';

	public function test_a_call_reaches_the_server_under_the_same_path(): void {
		$this->call( 'GET', '/orders/0191b2c3-4d5e/lines' );
		$this->assertSame( 'https://customers.example.test/api/v1/demo/orders/0191b2c3-4d5e/lines', $this->calls[0]['url'] );
		$this->assertSame( 'GET', $this->calls[0]['args']['method'] );
	}

	public function test_the_query_is_passed_on_as_sent_less_what_belongs_to_wordpress(): void {
		$_SERVER['REQUEST_URI'] = wp_slash( '/?rest_route=%2Fcustomer-center&a.b=1&a.b=2&_wpnonce=x&q=%2F%22+%c3%a9&_locale=user&rest%5Froute=y&empty&after=' );
		// Web servers add to this one.
		$_SERVER['QUERY_STRING'] = 'q=/index.php&a=1';
		$this->call( 'GET', '/orders' );
		$this->assertSame( 'https://customers.example.test/api/v1/demo/orders?a.b=1&a.b=2&q=%2F%22+%c3%a9&empty&after=', $this->calls[0]['url'] );
	}

	/** @dataProvider methods */
	public function test_a_body_is_passed_on_untouched( string $method ): void {
		$body = "{ \"name\": \"Zo\u{eb} \\\\ \\\"x\\\"\",\n\"n\": 1.0 }";
		$this->call( $method, '/profile', [ 'content-type' => 'application/json' ], $body );
		$this->assertSame( $method, $this->calls[0]['args']['method'] );
		$this->assertSame( $body, $this->calls[0]['args']['body'] );
	}

	public function methods(): array {
		return [ [ 'POST' ], [ 'PUT' ], [ 'PATCH' ], [ 'DELETE' ] ];
	}

	public function test_a_body_cannot_choose_another_path_or_site(): void {
		$this->call( 'POST', '/profile', [ 'content-type' => 'application/json' ], '{"path":"../../admin","site":"other"}' );
		$this->assertSame( 'https://customers.example.test/api/v1/demo/profile', $this->calls[0]['url'] );
	}

	public function test_only_the_listed_headers_are_passed_on(): void {
		$sent = [
			'accept'          => 'application/json',
			'content-type'    => 'application/json',
			'accept-language' => 'de,en;q=0.5',
			'origin'          => 'https://shop.example.test',
			'sec-fetch-site'  => 'same-origin',
			'x-cc'            => '1',
			'idempotency-key' => 'a-b-c',
		];
		$this->call( 'POST', '/profile', $sent + [ 'user-agent' => 'Browser/1.0', 'cookie' => 'cc_sid=x' ] + $this->smuggled_headers(), '{}' );
		$expected = $sent + [ 'cookie' => 'cc_sid=x', 'x-cc-proxy-key' => 'correct-horse-battery', 'x-cc-client-ip' => '203.0.113.9' ];
		$this->assertEqualsCanonicalizing( $expected, $this->calls[0]['args']['headers'] );
		$this->assertSame( 'Browser/1.0', $this->calls[0]['args']['user-agent'] );
	}

	public function test_a_client_cannot_bring_a_key_or_an_address_of_its_own(): void {
		$this->configure( [ 'secret' => '' ] );
		$this->call( 'GET', '/boot', $this->smuggled_headers() );
		CustomerCenter\call_server( 'GET', '/boot', [ 'headers' => [ 'x-cc-proxy-key' => 'guess', 'x-cc-client-ip' => '10.0.0.1' ] ] );
		$this->assertSame( [ [], [] ], array_column( array_column( $this->calls, 'args' ), 'headers' ) );
	}

	private function smuggled_headers(): array {
		return [
			'x-cc-proxy-key'           => 'guess',
			'x_cc_proxy_key'           => 'guess',
			'X-CC-Client-IP'           => '10.0.0.1',
			'x-forwarded-for'          => '10.0.0.1',
			'x-forwarded-host'         => 'evil.example.test',
			'x-forwarded-proto'        => 'https',
			'x-real-ip'                => '10.0.0.1',
			'forwarded'                => 'for=10.0.0.1',
			'cf-connecting-ip'         => '10.0.0.1',
			'true-client-ip'           => '10.0.0.1',
			'x-cc-customer'            => '1',
			'x-cc-site'                => 'other',
			'x-user-id'                => '1',
			'x-original-url'           => '/admin',
			'x-rewrite-url'            => '/admin',
			'x-http-method'            => 'DELETE',
			'x-wp-nonce'               => 'stale',
			'authorization'            => 'Bearer guess',
			'dpop'                     => 'guess',
			'proxy-authorization'      => 'Basic guess',
			'host'                     => 'evil.example.test',
			'content-length'           => '1',
			'transfer-encoding'        => 'chunked',
			'connection'               => 'x-cc-proxy-key',
			'expect'                   => '100-continue',
			'te'                       => 'trailers',
			'upgrade'                  => 'websocket',
			'referer'                  => 'https://shop.example.test/?secret',
			'sec-fetch-mode'           => 'cors',
			'range'                    => 'bytes=0-1',
			'if-none-match'            => '"x"',
			'access-control-request-method' => 'PUT',
		];
	}

	public function test_a_line_break_in_a_header_starts_no_new_header(): void {
		$this->call( 'GET', '/boot', [ 'accept-language' => "de\r\nX-CC-Proxy-Key: guess", 'user-agent' => "a\nX-CC-Client-IP: 10.0.0.1", 'cookie' => "cc_sid=a\r\nX-Evil: 1" ] );
		foreach ( [ ...array_values( $this->calls[0]['args']['headers'] ), $this->calls[0]['args']['user-agent'] ] as $value ) {
			$this->assertDoesNotMatchRegularExpression( '/[\r\n]/', $value );
		}
	}

	public function test_an_address_that_is_none_is_not_sent(): void {
		$_SERVER['REMOTE_ADDR'] = 'unix:';
		$this->call( 'GET', '/boot' );
		$this->assertArrayNotHasKey( 'x-cc-client-ip', $this->calls[0]['args']['headers'] );
	}

	public function test_our_cookies_are_passed_on_exactly_as_sent(): void {
		$cookie = '__Host-cc_sid=s%3Aab%2Bc.d%2Fe+f==; cc_sid=s:x.y/z%25; __Host-cc_attempt=a%20b; cc_attempt="q"';
		$this->call( 'GET', '/boot', [ 'cookie' => $cookie ] );
		$this->assertSame( $cookie, $this->calls[0]['args']['headers']['cookie'] );
	}

	/** @dataProvider foreign_cookies */
	public function test_a_foreign_cookie_is_not_passed_on( string $cookie ): void {
		$this->call( 'GET', '/boot', [ 'cookie' => "$cookie; cc_sid=ours; $cookie" ] );
		$this->assertSame( 'cc_sid=ours', $this->calls[0]['args']['headers']['cookie'] );
		$this->assertSame( [], $this->calls[0]['args']['cookies'] );
		$this->call( 'GET', '/boot', [ 'cookie' => $cookie ] );
		$this->assertArrayNotHasKey( 'cookie', $this->calls[1]['args']['headers'] );
	}

	public function foreign_cookies(): array {
		return array_map(
			static fn( $cookie ) => [ $cookie ],
			[ 'wordpress_logged_in_abc=admin%7C1', 'PHPSESSID=1', 'CC_SID=x', 'cc_sid2=x', 'xcc_sid=x', '__Host-cc_admin=x', '__Secure-cc_sid=x', 'cc%5Fsid=x', 'cc_sid%3Dx=y', '=cc_sid=x', 'other="; cc=1', 'a=cc_sid=x', 'cc_sid =x' ]
		);
	}

	public function test_status_body_and_the_listed_headers_come_back(): void {
		$this->server_answers(
			429,
			"%PDF-1.7\x00\xFF",
			[
				'content-type'                => 'application/pdf',
				'content-disposition'         => 'attachment; filename="a.pdf"',
				'retry-after'                 => '30',
				'location'                    => 'https://checkout.example.test/x?y=%2F',
				'cache-control'               => 'public, max-age=600',
				'expires'                     => 'tomorrow',
				'etag'                        => '"x"',
				'vary'                        => 'Origin',
				'content-encoding'            => 'gzip',
				'content-length'              => '9999',
				'transfer-encoding'           => 'chunked',
				'connection'                  => 'keep-alive',
				'server'                      => 'hidden',
				'x-powered-by'                => 'hidden',
				'access-control-allow-origin' => '*',
				'strict-transport-security'   => 'max-age=1',
				'link'                        => '<x>',
			]
		);
		$response = $this->call( 'GET', '/invoices/1/pdf' );
		$this->assertSame( 429, $response->get_status() );
		$this->assertSame( "%PDF-1.7\x00\xFF", $response->get_data() );
		$this->assertEqualsCanonicalizing(
			[
				'Content-Type'           => 'application/pdf',
				'Content-Disposition'    => 'attachment; filename="a.pdf"',
				'Retry-After'            => '30',
				'Location'               => 'https://checkout.example.test/x?y=%2F',
				'Cache-Control'          => 'no-store',
				'Vary'                   => 'Cookie',
				'X-Content-Type-Options' => 'nosniff',
			],
			$response->get_headers()
		);
	}

	public function test_our_set_cookie_lines_come_back_raw_and_others_do_not(): void {
		$ours = [
			'__Host-cc_sid=s%3Aab%2Bc.d%2Fe; Path=/; Expires=Wed, 23 Dec 2026 08:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
			'cc_attempt=a+b/c==; Path=/; HttpOnly',
			'cc_sid=; Path=/; Max-Age=0',
		];
		$this->server_answers( 200, '{}', [ 'set-cookie' => [ 'other=1; Path=/', $ours[0], 'wordpress_logged_in_x=admin', $ours[1], 'CC_SID=x', $ours[2], '__Host-cc_admin=x', 'x; cc_sid=y' ] ] );
		$response = $this->call( 'POST', '/sign-in/code' );
		$this->assertSame( $ours, $response->cookies );
		$this->assertArrayNotHasKey( 'Set-Cookie', $response->get_headers() );
	}

	public function test_a_single_set_cookie_line_comes_back(): void {
		$this->server_answers( 200, '{}', [ 'set-cookie' => 'cc_sid=x; Path=/' ] );
		$this->assertSame( [ 'cc_sid=x; Path=/' ], $this->call( 'POST', '/sign-in/code' )->cookies );
	}

	/** @dataProvider refused_routes */
	public function test_a_path_is_refused( string $route ): void {
		$response = rest_do_request( new WP_REST_Request( 'GET', $route ) );
		$this->assertSame( 404, $response->get_status() );
		$this->assertSame( [], $this->calls );
	}

	public function refused_routes(): array {
		$paths = [ '', '/', '/..', '/../other/boot', '/orders/../../x', '/orders/.', '/a.b', '/%2e%2e/x', '/orders%2f..', '/orders\\..', '/a b', "/a\r\nX: 1", '/orders?x=1', '/orders#x', '/@evil.example.test', '/a:b', '/ä', '/a;b', "/a\0" ];
		$routes = array_map( static fn( $path ) => [ self::ROUTE . $path ], $paths );
		foreach ( [ 'other', 'DEMO', 'demo2', '..', 'de', '' ] as $site ) {
			$routes[] = [ "/customer-center/v1/api/v1/$site/boot" ];
		}
		$routes[] = [ '/customer-center/v1/admin/settings' ];
		$routes[] = [ '/customer-center/v1/embed/customer-center' ];
		$routes[] = [ '/customer-center/v1/api/v2/demo/boot' ];
		return $routes;
	}

	/**
	 * E15: the key that goes with every call is this site's own, and opens nothing for a visitor.
	 *
	 * @dataProvider routes_of_servers
	 */
	public function test_what_is_for_servers_or_staff_is_not_passed_on( string $method, string $path ): void {
		$this->assertSame( 404, $this->call( $method, $path, [ 'content-type' => 'application/json' ], '{"page":"center"}' )->get_status() );
		$this->assertSame( [], $this->calls );
	}

	public function routes_of_servers(): array {
		return [ [ 'PUT', '/vendor/post-login-page' ], [ 'PUT', '/vendor/pages' ], [ 'GET', '/vendor/levels' ], [ 'POST', '//vendor/access' ], [ 'POST', '/VENDOR/site-reports' ], [ 'POST', '/vendor' ], [ 'POST', '/admin/sign-in' ], [ 'GET', '///admin/audit' ] ];
	}

	public function test_a_path_that_only_begins_like_theirs_is_passed_on(): void {
		$this->call( 'GET', '/vendors/administration' );
		$this->assertCount( 1, $this->calls );
	}

	public function test_a_line_break_after_the_path_does_not_reach_the_server(): void {
		$this->call( 'GET', "/boot\n" );
		foreach ( $this->calls as $call ) {
			$this->assertStringEndsWith( '/boot', $call['url'] );
		}
	}

	public function test_no_site_is_served_until_the_settings_are_complete(): void {
		$this->configure( [ 'server' => '' ] );
		$response = $this->call( 'GET', '/boot' );
		$this->assertSame( [ 404, 'site_unknown' ], [ $response->get_status(), $response->get_data()['code'] ] );
		$this->assertSame( [], $this->calls );
	}

	/** @dataProvider refused_methods */
	public function test_a_method_is_refused( string $method ): void {
		$this->assertContains( $this->call( $method, '/boot' )->get_status(), [ 404, 405 ] );
		$this->assertSame( [], $this->calls );
	}

	public function refused_methods(): array {
		return [ [ 'HEAD' ], [ 'OPTIONS' ], [ 'TRACE' ], [ 'CONNECT' ], [ 'PROPFIND' ], [ 'GET ' ], [ "GET\r\nX: 1" ] ];
	}

	public function test_a_header_cannot_change_the_method(): void {
		$this->assertSame( 405, $this->call( 'DELETE', '/boot', [ 'x-http-method-override' => 'DELETE' ] )->get_status() );
		$this->assertSame( [], $this->calls );
	}

	/** @dataProvider parameters_of_wordpress */
	public function test_a_parameter_by_which_wordpress_would_change_call_or_answer_is_refused( string $name ): void {
		$request = new WP_REST_Request( 'GET', self::ROUTE . '/boot' );
		$request->set_query_params( [ $name => '1' ] );
		$this->assertSame( 400, rest_do_request( $request )->get_status() );
		$this->assertSame( 400, $this->call( 'POST', '/profile', [ 'content-type' => 'application/json' ], "{\"$name\":\"1\"}" )->get_status() );
		$this->assertSame( [], $this->calls );
	}

	public function parameters_of_wordpress(): array {
		return [ [ '_method' ], [ '_envelope' ], [ '_jsonp' ], [ '_embed' ], [ '_fields' ] ];
	}

	public function test_a_body_of_100_kb_passes_and_one_byte_more_does_not(): void {
		$this->assertSame( 200, $this->call( 'POST', '/profile', [], str_repeat( 'x', 102400 ) )->get_status() );
		$response = $this->call( 'POST', '/profile', [], str_repeat( 'x', 102401 ) );
		$this->assertSame( [ 413, 'body_too_large' ], [ $response->get_status(), $response->get_data()['code'] ] );
		$this->assertCount( 1, $this->calls );
	}

	public function test_a_get_carries_no_body(): void {
		$this->call( 'GET', '/boot', [], 'x=1' );
		$this->assertNull( $this->calls[0]['args']['body'] );
	}

	public function test_a_server_that_is_down_gives_502_and_nothing_of_our_insides(): void {
		$this->server_is_down();
		$response = $this->call( 'GET', '/boot' );
		$this->assertSame( 502, $response->get_status() );
		$this->assertSame( [ 'code', 'message' ], array_keys( $response->get_data() ) );
		$this->assertSame( 'server_unreachable', $response->get_data()['code'] );
		$this->assertDoesNotMatchRegularExpression( '/curl|10\.1\.2\.3|443|customers\.example/i', wp_json_encode( $response->get_data() ) );
		$this->assertSame( 'no-store', $response->get_headers()['Cache-Control'] );
	}

	public function test_redirects_are_passed_back_and_not_followed(): void {
		add_filter( 'http_request_redirection_count', static fn() => 5 );
		$this->server_answers( 302, '', [ 'location' => 'https://elsewhere.example.test/' ] );
		$response = $this->call( 'GET', '/orders/1/receipt' );
		$this->assertSame( 0, $this->calls[0]['args']['redirection'] );
		$this->assertCount( 1, $this->calls );
		$this->assertSame( [ 302, 'https://elsewhere.example.test/' ], [ $response->get_status(), $response->get_headers()['Location'] ] );
	}

	public function test_no_filter_can_switch_off_the_check_of_the_certificate(): void {
		add_filter( 'https_local_ssl_verify', '__return_false', 999 );
		add_filter( 'https_ssl_verify', '__return_false', 999 );
		add_filter( 'http_request_args', static fn( $args ) => [ 'sslverify' => false, 'redirection' => 9 ] + $args, 999 );
		$verified = null;
		add_filter(
			'pre_http_request',
			static function ( $answer ) use ( &$verified ) {
				$verified = apply_filters( 'https_ssl_verify', false, 'https://customers.example.test' );
				return $answer;
			},
			11
		);
		$this->call( 'GET', '/boot' );
		$this->assertTrue( $this->calls[0]['args']['sslverify'] );
		$this->assertSame( 0, $this->calls[0]['args']['redirection'] );
		$this->assertFileExists( $verified );
		// Other plugins' calls are not ours to change.
		$this->assertFalse( apply_filters( 'https_ssl_verify', true, 'https://other.example.test' ) );
	}

	public function test_page_caches_are_told_to_keep_nothing(): void {
		$this->call( 'GET', '/boot' );
		$this->assertTrue( DONOTCACHEPAGE );
	}

	public function test_a_stale_nonce_from_a_cached_page_is_ignored_on_our_route_only(): void {
		$this->sign_in_as( 'admin' );
		$GLOBALS['wp_rest_auth_cookie'] = true;
		foreach ( [ '/customer-center/v1/api/v1/demo/boot' => true, '/wp/v2/posts' => false ] as $route => $passes ) {
			$GLOBALS['wp']->query_vars['rest_route'] = $route;
			$_SERVER['HTTP_X_WP_NONCE']              = 'stale';
			$this->assertSame( $passes, rest_get_server()->check_authentication() === true, $route );
		}
		unset( $GLOBALS['wp']->query_vars['rest_route'], $GLOBALS['wp_rest_auth_cookie'] );
	}

	public function test_who_is_signed_in_to_wordpress_makes_no_difference(): void {
		$this->call( 'GET', '/boot' );
		$this->sign_in_as( 'admin' );
		$this->call( 'GET', '/boot' );
		$this->assertSame( $this->calls[0], $this->calls[1] );
	}

	public function test_the_index_of_routes_does_not_list_the_way_to_the_server(): void {
		$index = rest_do_request( new WP_REST_Request( 'GET', '/customer-center/v1' ) );
		$this->assertSame( [ '/customer-center/v1' ], array_keys( $index->get_data()['routes'] ) );
	}

	public function test_headers_of_wordpress_that_would_allow_keeping_the_answer_are_not_sent(): void {
		add_filter( 'rest_send_nocache_headers', '__return_true', 999 );
		$request = new WP_REST_Request( 'GET', self::ROUTE . '/boot' );
		// PHPUnit has printed before, so PHP warns that headers can't be sent any more.
		$this->printed_by( static fn() => @CustomerCenter\serve( false, rest_do_request( $request ), $request ) );
		$this->assertFalse( apply_filters( 'rest_send_nocache_headers', true ) );
	}

	public function test_answers_of_other_routes_are_left_to_wordpress(): void {
		$request = new WP_REST_Request( 'GET', '/wp/v2/posts' );
		$this->assertFalse( apply_filters( 'rest_pre_serve_request', false, rest_do_request( $request ), $request, rest_get_server() ) );
		$this->assertTrue( apply_filters( 'rest_send_nocache_headers', true ) );
	}

	/** @param array<string, string> $headers */
	private function call( string $method, string $path, array $headers = [], string $body = '' ): WP_REST_Response {
		$request = new WP_REST_Request( $method, self::ROUTE . $path );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_body( $body );
		return rest_do_request( $request );
	}
}
