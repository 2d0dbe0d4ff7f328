<?php
/**
 * [customer_center] and [customer_center_button]: print their elements as inert tags, the same for every visitor, so that
 * page caches can keep them.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

const SHORTCODE = 'customer_center';
const BUTTON    = 'customer_center_button';
const SECTIONS  = [ 'overview', 'subscriptions', 'courses', 'programs', 'orders', 'invoices', 'payments', 'credit-memos', 'payment-methods', 'addresses', 'phones', 'profile', 'security' ];
const THEMES    = [ 'auto', 'light', 'dark' ];

add_shortcode( SHORTCODE, __NAMESPACE__ . '\\render_shortcode' );
/**
 * Prints the center, or one section of it.
 *
 * @param array<string, string>|string $attributes section, theme, locale, program, return_to.
 */
function render_shortcode( $attributes ): string {
	$settings = settings();
	if ( ! is_configured() ) {
		/* translators: %s: link to the settings page. */
		return notice_for_admins( sprintf( __( 'The center is not shown yet: %s.', 'customer-center' ), sprintf( '<a href="%s">%s</a>', esc_url( settings_url() ), __( 'complete its settings', 'customer-center' ) ) ) );
	}
	$given  = array_map( 'trim', shortcode_atts( [ 'section' => '', 'theme' => '', 'locale' => '', 'program' => '', 'return_to' => '' ], $attributes, SHORTCODE ) );
	$tag    = [
		'site'      => $settings['site'],
		'server'    => proxy_base(),
		'section'   => one_of( $given['section'], SECTIONS ),
		'theme'     => one_of( $given['theme'], THEMES ),
		'locale'    => language_tag( $given['locale'] ),
		'program'   => slug( $given['program'] ),
		'return-to' => $given['return_to'],
	];
	$notice = '';
	if ( $given['section'] !== '' && $tag['section'] === '' ) {
		/* translators: 1: what was written, 2: list of sections. */
		$notice = notice_for_admins( esc_html( sprintf( __( 'There is no section “%1$s”, so the whole center is shown. Sections: %2$s.', 'customer-center' ), $given['section'], implode( ', ', SECTIONS ) ) ) );
	}
	enqueue_element();
	return $notice . element( 'customer-center', $tag );
}

add_shortcode( BUTTON, __NAMESPACE__ . '\\render_button' );
/**
 * Prints the button for a header: "Sign in", or the avatar with its menu.
 *
 * @param array<string, string>|string $attributes theme, locale.
 */
function render_button( $attributes ): string {
	if ( ! is_configured() ) {
		return '';
	}
	$given = array_map( 'trim', shortcode_atts( [ 'theme' => '', 'locale' => '' ], $attributes, BUTTON ) );
	enqueue_element();
	enqueue_button();
	return element(
		'customer-center-button',
		[
			'site'   => settings()['site'],
			'server' => proxy_base(),
			'theme'  => one_of( $given['theme'], THEMES ),
			'locale' => language_tag( $given['locale'] ),
		]
	);
}

/**
 * The tag, without the attributes that are empty.
 *
 * @param string                $name       Name of the element.
 * @param array<string, string> $attributes Values by attribute; `server` and `return-to` are addresses.
 */
function element( string $name, array $attributes ): string {
	$html = '';
	foreach ( array_filter( $attributes, 'strlen' ) as $attribute => $value ) {
		$is_address = in_array( $attribute, [ 'server', 'return-to' ], true );
		$value      = $is_address ? esc_url( $value, [ 'https', 'http' ] ) : esc_attr( $value );
		$html      .= $value === '' ? '' : " $attribute=\"$value\"";
	}
	return "<$name$html></$name>";
}

/**
 * The slug of a program as it is written, in lower case; an empty string when it is none.
 *
 * @param string $written What the author wrote.
 */
function slug( string $written ): string {
	$slug = strtolower( $written );
	return preg_match( '/^[a-z0-9][a-z0-9-]{0,99}$/', $slug ) ? $slug : '';
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
