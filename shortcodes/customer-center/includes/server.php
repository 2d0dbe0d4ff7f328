<?php
/**
 * The only caller of the server: fixed address, checked certificate, no redirects.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/**
 * Calls one endpoint of the configured site.
 *
 * The headers that identify this WordPress and its visitor are set here, after the caller's, so that nobody can bring
 * their own.
 *
 * @param string               $method  Method, in capitals.
 * @param string               $path    What follows `/api/v1/{site}`, with its query.
 * @param array<string, mixed> $request `headers` by name in small letters, raw `body`, `user-agent`, `timeout` in seconds; each may be absent.
 * @return array<string, mixed>|\WP_Error What `wp_remote_request()` returns.
 */
function call_server( string $method, string $path, array $request ): array|\WP_Error {
	$headers  = $request['headers'] ?? [];
	$settings = settings();
	unset( $headers['x-cc-proxy-key'], $headers['x-cc-client-ip'] );
	if ( $settings['secret'] !== '' ) {
		$headers['x-cc-proxy-key'] = $settings['secret'];
		$headers['x-cc-client-ip'] = client_ip();
	}
	add_filter( 'http_request_args', __NAMESPACE__ . '\\keep_call_strict', PHP_INT_MAX );
	add_filter( 'https_ssl_verify', __NAMESPACE__ . '\\keep_certificate_checked', PHP_INT_MAX );
	try {
		return wp_remote_request(
			"{$settings['server']}/api/v1/{$settings['site']}$path",
			[
				'method'     => $method,
				'headers'    => array_filter( $headers, static fn( string $value ): bool => $value !== '' ),
				'body'       => $request['body'] ?? null,
				'user-agent' => $request['user-agent'] ?? '',
				'timeout'    => $request['timeout'] ?? 15,
			]
		);
	} finally {
		remove_filter( 'http_request_args', __NAMESPACE__ . '\\keep_call_strict', PHP_INT_MAX );
		remove_filter( 'https_ssl_verify', __NAMESPACE__ . '\\keep_certificate_checked', PHP_INT_MAX );
	}
}

/**
 * The visitor's address as the web server saw it, or an empty string.
 *
 * Forwarded-for headers are not read: anybody can send one. A site behind a proxy sets REMOTE_ADDR in its web server.
 */
function client_ip(): string {
	return (string) filter_var( $_SERVER['REMOTE_ADDR'] ?? '', FILTER_VALIDATE_IP );
}

/**
 * Last word on the arguments of a call to the server, after every other plugin.
 *
 * @param array<string, mixed> $args Arguments of `wp_remote_request()`.
 * @return array<string, mixed>
 */
function keep_call_strict( array $args ): array {
	$args['sslverify']   = true;
	$args['redirection'] = 0;
	return $args;
}

/**
 * Puts the certificates back when another plugin has switched their check off.
 *
 * @param mixed $certificates Path of the trusted certificates, or false for no check.
 * @return mixed
 */
function keep_certificate_checked( $certificates ) {
	return $certificates ? $certificates : ABSPATH . WPINC . '/certificates/ca-bundle.crt';
}
