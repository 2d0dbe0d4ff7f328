<?php
/**
 * [customer_center]: prints the element as an inert tag, the same for every visitor, so that page caches can keep it.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

const SHORTCODE = 'customer_center';
const SECTIONS  = [ 'overview', 'subscriptions', 'courses', 'orders', 'invoices', 'payments', 'credit-memos', 'payment-methods', 'addresses', 'profile', 'security' ];
const THEMES    = [ 'auto', 'light', 'dark' ];

add_shortcode( SHORTCODE, __NAMESPACE__ . '\\render_shortcode' );
/**
 * Prints the center, or one section of it.
 *
 * @param array<string, string>|string $attributes section, theme, locale, return_to.
 */
function render_shortcode( $attributes ): string {
	$settings = settings();
	if ( ! is_configured() ) {
		/* translators: %s: link to the settings page. */
		return notice_for_admins( sprintf( __( 'The center is not shown yet: %s.', 'customer-center' ), sprintf( '<a href="%s">%s</a>', esc_url( settings_url() ), __( 'complete its settings', 'customer-center' ) ) ) );
	}
	$given  = array_map( 'trim', shortcode_atts( [ 'section' => '', 'theme' => '', 'locale' => '', 'return_to' => '' ], $attributes, SHORTCODE ) );
	$tag    = [
		'site'      => $settings['site'],
		'server'    => proxy_base(),
		'section'   => one_of( $given['section'], SECTIONS ),
		'theme'     => one_of( $given['theme'], THEMES ),
		'locale'    => language_tag( $given['locale'] ),
		'return-to' => $given['return_to'],
	];
	$notice = '';
	if ( $given['section'] !== '' && $tag['section'] === '' ) {
		/* translators: 1: what was written, 2: list of sections. */
		$notice = notice_for_admins( esc_html( sprintf( __( 'There is no section “%1$s”, so the whole center is shown. Sections: %2$s.', 'customer-center' ), $given['section'], implode( ', ', SECTIONS ) ) ) );
	}
	enqueue_element();
	return $notice . element( $tag );
}

/**
 * The tag, without the attributes that are empty.
 *
 * @param array<string, string> $attributes Values by attribute; `server` and `return-to` are addresses.
 */
function element( array $attributes ): string {
	$html = '';
	foreach ( array_filter( $attributes, 'strlen' ) as $name => $value ) {
		$is_address = in_array( $name, [ 'server', 'return-to' ], true );
		$value      = $is_address ? esc_url( $value, [ 'https', 'http' ] ) : esc_attr( $value );
		$html      .= $value === '' ? '' : " $name=\"$value\"";
	}
	return "<customer-center$html></customer-center>";
}

/**
 * The written word if it is on the list, whatever its case; otherwise an empty string.
 *
 * @param string   $written What the author wrote.
 * @param string[] $list    Words that exist.
 */
function one_of( string $written, array $list ): string {
	$word = strtolower( $written );
	return in_array( $word, $list, true ) ? $word : '';
}

/**
 * `de_DE` or `de-DE` as `de-DE`; an empty string when it is no language tag.
 *
 * @param string $written What the author wrote.
 */
function language_tag( string $written ): string {
	$tag = str_replace( '_', '-', $written );
	return preg_match( '/\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z/', $tag ) ? $tag : '';
}

/**
 * A line in the page that only admins see.
 *
 * @param string $html Escaped text.
 */
function notice_for_admins( string $html ): string {
	if ( ! current_user_can( 'manage_options' ) ) {
		return '';
	}
	return '<p class="customer-center-notice" role="note"><strong>' . esc_html__( 'Customer Center (only admins see this):', 'customer-center' ) . '</strong> ' . wp_kses( $html, [ 'a' => [ 'href' => [] ] ] ) . '</p>';
}
