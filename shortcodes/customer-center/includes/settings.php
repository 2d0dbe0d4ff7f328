<?php
/**
 * The plugin's settings: where the server is, which of its sites this is, and the secret they share.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

const DEFAULTS      = [
	'server' => '',
	'site'   => '',
	'secret' => '',
];
const SETTINGS_PAGE = 'customer-center';

/**
 * The saved settings, complete.
 *
 * @return array{server: string, site: string, secret: string}
 */
function settings(): array {
	return array_merge( DEFAULTS, array_intersect_key( (array) get_option( OPTION, [] ), DEFAULTS ) );
}

/**
 * Is there enough to show the center? The secret is not needed for that.
 */
function is_configured(): bool {
	return settings()['server'] !== '' && settings()['site'] !== '';
}

/**
 * Address of the settings page.
 */
function settings_url(): string {
	return admin_url( 'options-general.php?page=' . SETTINGS_PAGE );
}

/**
 * The origin that the server must allow: the one customers see in their browser.
 */
function home_origin(): string {
	$home = wp_parse_url( home_url() );
	return strtolower( "{$home['scheme']}://{$home['host']}" ) . ( isset( $home['port'] ) ? ":{$home['port']}" : '' );
}

add_action( 'admin_init', __NAMESPACE__ . '\\register_settings' );
/**
 * Registers the option; WordPress's options.php then checks permission and nonce.
 */
function register_settings(): void {
	register_setting( SETTINGS_PAGE, OPTION, [ 'type' => 'object', 'sanitize_callback' => __NAMESPACE__ . '\\sanitize_settings' ] );
	add_settings_section( 'connection', '', '__return_empty_string', SETTINGS_PAGE );
	$fields = [
		'server' => __( 'Server address', 'customer-center' ),
		'site'   => __( 'Site id', 'customer-center' ),
		'secret' => __( 'Secret', 'customer-center' ),
	];
	foreach ( $fields as $name => $title ) {
		add_settings_field( $name, $title, __NAMESPACE__ . "\\render_{$name}_field", SETTINGS_PAGE, 'connection', [ 'label_for' => "customer-center-$name" ] );
	}
}

/**
 * Takes the fields that are right; a wrong one gets an error that names it and leaves what was saved before.
 *
 * WordPress may call this twice for one save, so cleaning what is clean changes nothing.
 *
 * @param mixed $input What was sent.
 * @return array{server: string, site: string, secret: string}
 */
function sanitize_settings( $input ): array {
	$settings = settings();
	$input    = array_filter( (array) $input, 'is_string' );
	if ( ! empty( $input['remove_secret'] ) ) {
		$settings['secret'] = '';
	}
	foreach ( array_keys( DEFAULTS ) as $name ) {
		$typed = trim( $input[ $name ] ?? $settings[ $name ] );
		// The saved secret is never printed, so an empty field says nothing about it.
		if ( $name === 'secret' && $typed === '' ) {
			continue;
		}
		$clean = call_user_func( __NAMESPACE__ . "\\clean_$name", $typed );
		if ( is_wp_error( $clean ) ) {
			add_settings_error( OPTION, $name, esc_html( $clean->get_error_message() . ' ' . __( 'What was saved before stays.', 'customer-center' ) ) );
		} else {
			$settings[ $name ] = $clean;
		}
	}
	return $settings;
}

/**
 * The address without trailing slash, or why it can't be one.
 *
 * @param string $typed What was typed.
 * @return string|\WP_Error
 */
function clean_server( string $typed ) {
	if ( $typed === '' ) {
		return '';
	}
	$parts = wp_parse_url( $typed );
	$host  = strtolower( $parts['host'] ?? '' );
	$clean = strtolower( $parts['scheme'] ?? '' ) . "://$host" . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' ) . rtrim( $parts['path'] ?? '', '/' );
	// Nothing but these parts, in plain characters: no user name, query, fragment, dots that climb.
	if ( ! preg_match( '#\Ahttps?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\z#', $clean ) || strcasecmp( rtrim( $typed, '/' ), $clean ) !== 0 ) {
		/* translators: %s: what was typed. */
		return new \WP_Error( 'server', sprintf( __( 'Server address: “%s” is not a complete address. Write it like https://customers.example.com.', 'customer-center' ), $typed ) );
	}
	if ( str_starts_with( $clean, 'http:' ) && ! preg_match( '/\A(127\.0\.0\.1|([a-z0-9-]+\.)*localhost)\z/', $host ) ) {
		/* translators: %s: what was typed. */
		return new \WP_Error( 'server', sprintf( __( 'Server address: “%s” must begin with https://. Only a server on this computer may do without.', 'customer-center' ), $typed ) );
	}
	return $clean;
}

/**
 * The site id, or why it can't be one.
 *
 * @param string $typed What was typed.
 * @return string|\WP_Error
 */
function clean_site( string $typed ) {
	if ( $typed === '' || preg_match( '/\A[a-z0-9-]{3,40}\z/', $typed ) ) {
		return $typed;
	}
	/* translators: %s: what was typed. */
	return new \WP_Error( 'site', sprintf( __( 'Site id: “%s” is not one. It has 3 to 40 characters: small letters, digits and dashes.', 'customer-center' ), $typed ) );
}

/**
 * The secret, or why it can't be one. The message does not repeat it.
 *
 * @param string $typed What was typed.
 * @return string|\WP_Error
 */
function clean_secret( string $typed ) {
	if ( preg_match( '/\A[\x21-\x7E]{8,200}\z/', $typed ) ) {
		return $typed;
	}
	return new \WP_Error( 'secret', __( 'Secret: this is not a complete one. Copy it again, without spaces.', 'customer-center' ) );
}

add_action( 'add_option_' . OPTION, __NAMESPACE__ . '\\check_after_saving' );
add_action( 'update_option_' . OPTION, __NAMESPACE__ . '\\check_after_saving' );
/**
 * Tells at once whether the settings just saved work.
 */
function check_after_saving(): void {
	// Not when a command or another plugin writes the option.
	if ( ( $GLOBALS['pagenow'] ?? '' ) === 'options.php' && ! get_settings_errors( OPTION ) && is_configured() ) {
		report_connection( __( 'Settings saved.', 'customer-center' ) . ' ' );
	}
}

add_action( 'admin_post_customer_center_check', __NAMESPACE__ . '\\check_on_request' );
/**
 * Answers the button "Check connection".
 */
function check_on_request(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You may not do this.', 'customer-center' ), '', [ 'response' => 403 ] );
	}
	check_admin_referer( 'customer_center_check' );
	if ( is_configured() ) {
		report_connection();
	}
	set_transient( 'settings_errors', get_settings_errors(), 30 );
	if ( wp_safe_redirect( add_query_arg( 'settings-updated', 'true', settings_url() ) ) ) {
		exit;
	}
}

/**
 * Puts the result of a check at the top of the settings page.
 *
 * @param string $before Sentence before it.
 */
function report_connection( string $before = '' ): void {
	$result = check_connection();
	add_settings_error( OPTION, 'connection', esc_html( $before . $result['message'] ), $result['ok'] ? 'success' : 'warning' );
}
