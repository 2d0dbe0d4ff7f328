<?php
/**
 * Passes the element's calls on to the server, so that the session's cookie belongs to this site.
 *
 * WordPress's own users play no part here: who is calling and what they may do is decided by the server alone.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

const NAMESPACE_V1    = 'customer-center/v1';
const METHODS         = [ 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' ];
const BODY_LIMIT      = 102400;
const OUR_COOKIES     = [ '__Host-cc_sid', 'cc_sid', '__Host-cc_attempt', 'cc_attempt' ];
const REQUEST_HEADERS = [ 'accept', 'content-type', 'accept-language', 'origin', 'sec-fetch-site', 'x-cc', 'idempotency-key' ];
const ANSWER_HEADERS  = [ 'content-type', 'content-disposition', 'retry-after', 'location' ];
const PRIVATE_HEADERS = [
	'Cache-Control'          => 'no-store',
	'Vary'                   => 'Cookie',
	'X-Content-Type-Options' => 'nosniff',
];
/** Parameters of WordPress that are no business of the server. */
const OWN_PARAMETERS = [ 'rest_route', '_wpnonce', '_locale' ];
/** Parameters by which WordPress would change the method or rewrap the answer. */
const REFUSED_PARAMETERS = [ '_method', '_envelope', '_jsonp', '_embed', '_fields' ];

/**
 * The server's answer: its body as it came, and the cookies it sets, kept apart from the headers because WordPress can
 * send each header once only and would put them into an envelope.
 */
final class Server_Answer extends \WP_REST_Response {
	/**
	 * Values of Set-Cookie, untouched.
	 *
	 * @var string[]
	 */
	public array $cookies = [];
}

/**
 * The element's `server`: this site's own address up to the part that the element appends.
 */
function proxy_base(): string {
	return untrailingslashit( rest_url( NAMESPACE_V1 ) );
}

add_action( 'rest_api_init', __NAMESPACE__ . '\\register_proxy' );
/**
 * Registers the route. Paths without dots only, so that no address can climb out of `/api/v1/{site}`.
 *
 * What is for this server or for staff is not passed on: the call carries this site's key, which is nobody else's.
 */
function register_proxy(): void {
	register_rest_route(
		NAMESPACE_V1,
		'/api/v1/(?P<site>[a-z0-9-]+)/(?P<path>(?!/*(?:vendor|admin)(?:/|$))[A-Za-z0-9/_-]+)',
		[
			'methods'             => METHODS,
			'callback'            => __NAMESPACE__ . '\\pass_on',
			// Open to everyone: the server decides, by its own session. See the head of this file.
			'permission_callback' => '__return_true',
			'show_in_index'       => false,
		]
	);
}

add_filter( 'rest_authentication_errors', __NAMESPACE__ . '\\ignore_nonce', 1 );
/**
 * Forgets a nonce on our route: from a cached page it is stale, and WordPress would refuse the call because of it.
 * Without one WordPress takes the caller for nobody, which is all we need.
 *
 * @param \WP_Error|bool|null $result What other filters decided.
 * @return \WP_Error|bool|null
 */
function ignore_nonce( $result ) {
	if ( is_ours( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ) ) ) {
		unset( $_SERVER['HTTP_X_WP_NONCE'], $_REQUEST['_wpnonce'] );
	}
	return $result;
}

/**
 * Does a REST route belong to this plugin?
 *
 * @param string $route Route with its leading slash.
 */
function is_ours( string $route ): bool {
	return stripos( ltrim( $route, '/' ) . '/', NAMESPACE_V1 . '/' ) === 0;
}

/**
 * Passes one call on and its answer back.
 *
 * @param \WP_REST_Request $request The element's call.
 */
function pass_on( \WP_REST_Request $request ): \WP_REST_Response {
	defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
	$refusal = refuse( $request );
	if ( $refusal ) {
		return $refusal;
	}
	$headers = [ 'cookie' => our_cookies( one_line( $request->get_header( 'cookie' ) ) ) ];
	foreach ( REQUEST_HEADERS as $name ) {
		$headers[ $name ] = one_line( $request->get_header( $name ) );
	}
	$method = $request->get_method();
	$answer = call_server(
		$method,
		// From the address, never from the merged parameters: a body may contain a `path` too.
		'/' . $request->get_url_params()['path'] . query(),
		[
			'headers'    => $headers,
			'body'       => $method === 'GET' ? null : $request->get_body(),
			'user-agent' => one_line( $request->get_header( 'user-agent' ) ),
		]
	);
	$status = is_wp_error( $answer ) ? 0 : (int) wp_remote_retrieve_response_code( $answer );
	if ( $status < 200 ) {
		return refusal( 502, 'server_unreachable', __( 'The customer center cannot be reached at the moment.', 'customer-center' ) );
	}
	return pass_back( $answer, $status );
}

/**
 * What is refused without asking the server, or null.
 *
 * @param \WP_REST_Request $request The element's call.
 */
function refuse( \WP_REST_Request $request ): ?\WP_REST_Response {
	if ( ! is_configured() || $request->get_url_params()['site'] !== settings()['site'] ) {
		return refusal( 404, 'site_unknown', __( 'No site has this id.', 'customer-center' ) );
	}
	// WordPress runs GET handlers for HEAD too.
	if ( ! in_array( $request->get_method(), METHODS, true ) || $request->get_header( 'x-http-method-override' ) !== null ) {
		$refusal = refusal( 405, 'method_not_allowed', __( 'This method is not passed on.', 'customer-center' ) );
		$refusal->header( 'Allow', implode( ', ', METHODS ) );
		return $refusal;
	}
	foreach ( REFUSED_PARAMETERS as $name ) {
		if ( $request->has_param( $name ) ) {
			/* translators: %s: name of a parameter. */
			return refusal( 400, 'invalid_request', sprintf( __( '%s is not passed on.', 'customer-center' ), $name ) );
		}
	}
	if ( strlen( (string) $request->get_body() ) > BODY_LIMIT ) {
		return refusal( 413, 'body_too_large', __( 'More than 100 kB were sent.', 'customer-center' ) );
	}
	return null;
}

/**
 * A refusal in the form the server uses.
 *
 * @param int    $status  HTTP status.
 * @param string $code    Code for the element.
 * @param string $message Sentence for developers.
 */
function refusal( int $status, string $code, string $message ): \WP_REST_Response {
	return new \WP_REST_Response( compact( 'code', 'message' ), $status, PRIVATE_HEADERS );
}

/**
 * Header value without line breaks and other control characters.
 *
 * @param string|null $value Value as received.
 */
function one_line( ?string $value ): string {
	return trim( (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', (string) $value ) );
}

/**
 * The server's cookies out of a Cookie header, with their values as the browser sent them.
 *
 * @param string $header Cookie header.
 */
function our_cookies( string $header ): string {
	$ours = array_filter(
		array_map( 'trim', explode( ';', $header ) ),
		static fn( string $pair ): bool => in_array( explode( '=', $pair, 2 )[0], OUR_COOKIES, true )
	);
	return implode( '; ', $ours );
}

/**
 * The query with its question mark, as the browser sent it, less what belongs to WordPress.
 *
 * Read from REQUEST_URI: web servers add parameters of their own to QUERY_STRING.
 */
function query(): string {
	$sent = (string) wp_parse_url( wp_unslash( $_SERVER['REQUEST_URI'] ?? '' ), PHP_URL_QUERY );
	$kept = array_filter(
		explode( '&', $sent ),
		static fn( string $pair ): bool => $pair !== '' && ! in_array( urldecode( explode( '=', $pair, 2 )[0] ), OWN_PARAMETERS, true )
	);
	$query = (string) preg_replace_callback( '/[^\x21-\x7E]/', static fn( array $byte ): string => rawurlencode( $byte[0] ), implode( '&', $kept ) );
	return $query === '' ? '' : "?$query";
}

/**
 * The server's answer as a response of WordPress: status, body, a few headers and our cookies.
 *
 * @param array<string, mixed> $answer What `wp_remote_request()` gave.
 * @param int                  $status Its status.
 */
function pass_back( array $answer, int $status ): Server_Answer {
	$response = new Server_Answer( wp_remote_retrieve_body( $answer ), $status, PRIVATE_HEADERS );
	foreach ( ANSWER_HEADERS as $name ) {
		$values = (array) wp_remote_retrieve_header( $answer, $name );
		$value  = one_line( (string) end( $values ) );
		if ( $value !== '' ) {
			$response->header( ucwords( $name, '-' ), $value );
		}
	}
	// The header's lines and not WordPress's cookie objects, which encode values anew.
	foreach ( (array) wp_remote_retrieve_header( $answer, 'set-cookie' ) as $line ) {
		if ( in_array( trim( explode( '=', $line, 2 )[0] ), OUR_COOKIES, true ) ) {
			$response->cookies[] = one_line( $line );
		}
	}
	return $response;
}

add_filter( 'rest_pre_serve_request', __NAMESPACE__ . '\\serve', 100, 3 );
/**
 * Sends an answer of the server as it came; WordPress would encode it as JSON once more.
 *
 * Runs for WordPress's own refusals on our routes too, for the headers.
 *
 * @param bool              $served   Has somebody sent the answer already?
 * @param \WP_HTTP_Response $response The answer.
 * @param \WP_REST_Request  $request  The call.
 */
function serve( $served, $response, $request ): bool {
	if ( $served || ! is_ours( $request->get_route() ) ) {
		return (bool) $served;
	}
	// WordPress lets every origin read its REST answers with the visitor's cookies. Not these.
	foreach ( [ 'Origin', 'Credentials', 'Methods', 'Headers' ] as $name ) {
		header_remove( "Access-Control-Allow-$name" );
	}
	header_remove( 'Access-Control-Expose-Headers' );
	// Some versions would replace our Cache-Control after this filter.
	add_filter( 'rest_send_nocache_headers', '__return_false', PHP_INT_MAX );
	foreach ( PRIVATE_HEADERS as $name => $value ) {
		header( "$name: $value" );
	}
	if ( ! $response instanceof Server_Answer ) {
		return false;
	}
	foreach ( $response->cookies as $cookie ) {
		header( "Set-Cookie: $cookie", false );
	}
	// Not escaped: it is the server's JSON or file, named by its content type and sent with nosniff.
	echo $response->get_data(); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
	return true;
}
