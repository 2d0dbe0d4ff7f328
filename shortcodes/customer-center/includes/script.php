<?php
/**
 * Brings the element's script to the pages that show it, and to no other.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\\enqueue_for_post' );
/**
 * Puts script and style into the head when the page at hand has the shortcode, so that its place is kept from the start.
 */
function enqueue_for_post(): void {
	$post = is_singular() ? get_post() : null;
	if ( $post && is_configured() && has_shortcode( $post->post_content, SHORTCODE ) ) {
		enqueue_element();
	}
}

/**
 * Asks for script and style; where the head is already printed (widgets, templates), they come at the end of the page.
 */
function enqueue_element(): void {
	// No version: the server answers this address with a short lifetime, and a version would defeat its revalidation.
	wp_enqueue_script( 'customer-center', settings()['server'] . '/embed/customer-center.js', [], null, false );
	wp_register_style( 'customer-center', false, [], null );
	if ( ! wp_style_is( 'customer-center' ) ) {
		wp_add_inline_style( 'customer-center', 'customer-center:not(:defined){display:block;min-height:34em}customer-center[section]:not(:defined){min-height:14em}customer-center-button:not(:defined){display:inline-block;min-width:6em;min-height:44px}' );
		wp_enqueue_style( 'customer-center' );
	}
}

/**
 * The button's script, which brings the element with it.
 */
function enqueue_button(): void {
	wp_enqueue_script( 'customer-center-button', settings()['server'] . '/embed/customer-center-button.js', [], null, false );
}

add_filter( 'script_loader_tag', __NAMESPACE__ . '\\load_as_module', 10, 2 );
/**
 * Makes the script a module. WordPress itself can do so only from 6.5 on.
 *
 * @param string $tag    The script's tag.
 * @param string $handle The script's name.
 */
function load_as_module( string $tag, string $handle ): string {
	if ( ! in_array( $handle, [ 'customer-center', 'customer-center-button' ], true ) ) {
		return $tag;
	}
	$tag = (string) preg_replace( '/ type=([\'"])[^\'"]*\1/', '', $tag );
	return str_replace( '<script ', '<script type="module" ', $tag );
}
