<?php
/**
 * Tells an admin in a sentence whether the settings work.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/**
 * Asks for the site's public settings, then makes a call as the element would and with nobody signed in: only such a
 * call shows whether the secret fits and this site's origin is allowed.
 *
 * @return array{ok: bool, message: string}
 */
function check_connection(): array {
	$boot = call_server( 'GET', '/boot', [ 'headers' => [ 'accept' => 'application/json' ] ] );
	if ( is_wp_error( $boot ) ) {
		return failed( why_no_answer( $boot ) );
	}
	$reply = json_decode( wp_remote_retrieve_body( $boot ), true );
	if ( reply_code( $boot ) === 'site_unknown' ) {
		/* translators: 1: server address, 2: site id. */
		return failed( sprintf( __( '%1$s answers, but knows no site “%2$s”. Compare the site id with the one on the server.', 'customer-center' ), settings()['server'], settings()['site'] ) );
	}
	if ( ! is_array( $reply ) || ! isset( $reply['site']['id'] ) ) {
		/* translators: 1: server address, 2: HTTP status code. */
		return failed( sprintf( __( '%1$s answers, but not like a customer center server (status %2$s). Is the address right?', 'customer-center' ), settings()['server'], wp_remote_retrieve_response_code( $boot ) ) );
	}
	return check_call( (string) ( $reply['site']['headline'] ?? settings()['site'] ) );
}

/**
 * Signs nobody out: the server refuses that call last, after secret and origin.
 *
 * @param string $headline Public name of the site.
 * @return array{ok: bool, message: string}
 */
function check_call( string $headline ): array {
	$headers = [
		'accept'         => 'application/json',
		'content-type'   => 'application/json',
		'origin'         => home_origin(),
		'sec-fetch-site' => 'same-origin',
		'x-cc'           => '1',
	];
	$code    = reply_code( call_server( 'POST', '/sign-out', [ 'headers' => $headers, 'body' => '{}' ] ) );
	if ( $code === 'proxy_key_wrong' ) {
		return failed( __( 'The server knows the site, but the secret is not the right one, so nobody can sign in. Make a new one on the server and enter it below.', 'customer-center' ) );
	}
	if ( $code === 'origin_refused' ) {
		/* translators: %s: origin. */
		return failed( sprintf( __( 'The server knows the site, but not that its pages are at %s, so nobody can sign in. Below is the command that allows it.', 'customer-center' ), home_origin() ) );
	}
	if ( $code !== 'signed_out' ) {
		return failed( __( 'The server knows the site, but does not answer calls that change something. Look into its log.', 'customer-center' ) );
	}
	if ( settings()['secret'] === '' ) {
		return [ 'ok' => true, 'message' => __( 'The connection works. Enter the secret too: without it the server takes all your visitors for one and may ask them to wait.', 'customer-center' ) ];
	}
	/* translators: %s: name of the site on the server. */
	return [ 'ok' => true, 'message' => sprintf( __( 'The connection works: the server knows this site as “%s”.', 'customer-center' ), $headline ) ];
}

/**
 * Result of a check that found something.
 *
 * @param string $message What, and what to do.
 * @return array{ok: bool, message: string}
 */
function failed( string $message ): array {
	return [ 'ok' => false, 'message' => $message ];
}

/**
 * The code of a refusal by the server, or an empty string.
 *
 * @param array<string, mixed>|\WP_Error $answer What `wp_remote_request()` gave.
 */
function reply_code( array|\WP_Error $answer ): string {
	$reply = json_decode( wp_remote_retrieve_body( $answer ), true );
	return is_array( $reply ) && is_string( $reply['code'] ?? null ) ? $reply['code'] : '';
}

/**
 * Why no answer came.
 *
 * @param \WP_Error $error What `wp_remote_request()` gave.
 */
function why_no_answer( \WP_Error $error ): string {
	$server = settings()['server'];
	if ( $error->get_error_code() === 'http_request_not_executed' ) {
		/* translators: %s: host name. */
		return sprintf( __( 'This WordPress may not call other servers (WP_HTTP_BLOCK_EXTERNAL). Add %s to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'customer-center' ), wp_parse_url( $server, PHP_URL_HOST ) );
	}
	/* translators: 1: server address, 2: technical reason. */
	return sprintf( __( '%1$s does not answer (%2$s).', 'customer-center' ), $server, rtrim( $error->get_error_message(), '.' ) );
}
