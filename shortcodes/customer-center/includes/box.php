<?php
/**
 * The box beside a page or post: who may see it.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/** Closing pages is a matter of the site, not of each author. */
const BOX_CAPABILITY = 'edit_others_pages';

add_action( 'add_meta_boxes', __NAMESPACE__ . '\\add_box' );
/**
 * Adds the box for those who may close pages.
 */
function add_box(): void {
	if ( is_configured() && current_user_can( BOX_CAPABILITY ) ) {
		add_meta_box( 'customer-center-access', __( 'Who may see this', 'customer-center' ), __NAMESPACE__ . '\\render_box', guarded_types(), 'side' );
	}
}

/**
 * Prints the box.
 *
 * @param \WP_Post $post The post.
 */
function render_box( \WP_Post $post ): void {
	$programs = (array) get_option( LEVELS_OPTION, [] );
	if ( ! $programs && read_levels() ) {
		$programs = (array) get_option( LEVELS_OPTION, [] );
	}
	$now    = closed_pages()[ $post->ID ] ?? [ 'rule' => 'everyone', 'levels' => [], 'pending' => false ];
	$labels = [
		'everyone'  => __( 'Everyone', 'customer-center' ),
		'signed_in' => __( 'Customers who are signed in', 'customer-center' ),
		'any'       => __( 'Who holds one of these levels', 'customer-center' ),
		'all'       => __( 'Who holds all of these levels', 'customer-center' ),
	];
	wp_nonce_field( 'customer_center_access', 'customer_center_access_nonce' );
	if ( $now['pending'] ) {
		printf( '<p><strong>%s</strong></p>', esc_html__( 'The server has not been told yet. Until then nobody but editors sees this page.', 'customer-center' ) );
	}
	foreach ( $labels as $rule => $label ) {
		printf( '<p><label><input type="radio" name="customer_center_rule" value="%s"%s> %s</label></p>', esc_attr( $rule ), checked( $now['rule'], $rule, false ), esc_html( $label ) );
	}
	if ( ! $programs ) {
		printf( '<p class="description">%s</p>', esc_html__( 'There are no levels yet, or the server does not answer. Levels are made at the desk of your customer center.', 'customer-center' ) );
	}
	foreach ( $programs as $program ) {
		printf( '<fieldset><legend><strong>%s</strong></legend>', esc_html( $program['name'] ) );
		foreach ( $program['levels'] as $level ) {
			printf( '<p><label><input type="checkbox" name="customer_center_levels[]" value="%s"%s> %s</label></p>', esc_attr( $level['slug'] ), checked( in_array( $level['slug'], $now['levels'], true ), true, false ), esc_html( $level['name'] ) );
		}
		echo '</fieldset>';
	}
	printf( '<p class="description">%s</p>', esc_html__( 'Guarded on this server: the page, lists, feeds, search and the REST API. Files in the media library are not.', 'customer-center' ) );
}

add_action( 'save_post', __NAMESPACE__ . '\\save_box', 10, 2 );
/**
 * Takes over what was chosen in the box.
 *
 * @param int      $post_id Id of the post.
 * @param \WP_Post $post    The post.
 */
function save_box( int $post_id, \WP_Post $post ): void {
	$nonce = isset( $_POST['customer_center_access_nonce'] ) && is_string( $_POST['customer_center_access_nonce'] ) ? sanitize_text_field( wp_unslash( $_POST['customer_center_access_nonce'] ) ) : '';
	if ( ! wp_verify_nonce( $nonce, 'customer_center_access' ) || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
		return;
	}
	if ( ! current_user_can( BOX_CAPABILITY ) || ! current_user_can( 'edit_post', $post_id ) || ! in_array( $post->post_type, guarded_types(), true ) ) {
		return;
	}
	$rule   = isset( $_POST['customer_center_rule'] ) && is_string( $_POST['customer_center_rule'] ) ? sanitize_key( wp_unslash( $_POST['customer_center_rule'] ) ) : '';
	$typed  = isset( $_POST['customer_center_levels'] ) ? (array) wp_unslash( $_POST['customer_center_levels'] ) : [];
	$levels = array_values( array_filter( array_map( 'sanitize_text_field', array_filter( $typed, 'is_string' ) ) ) );
	if ( ! in_array( $rule, RULES, true ) ) {
		return;
	}
	if ( in_array( $rule, [ 'any', 'all' ], true ) && ! $levels ) {
		set_transient( 'customer_center_box_' . get_current_user_id(), __( 'Who may see this page was not changed: choose at least one level.', 'customer-center' ), MINUTE_IN_SECONDS );
		return;
	}
	$now = closed_pages()[ $post_id ] ?? [ 'rule' => 'everyone', 'levels' => [] ];
	if ( $now['rule'] === $rule && $now['levels'] === $levels && empty( $now['pending'] ) ) {
		return;
	}
	if ( ! set_page_rule( $post_id, $rule, in_array( $rule, [ 'any', 'all' ], true ) ? $levels : [] ) ) {
		set_transient( 'customer_center_box_' . get_current_user_id(), __( 'The customer center server does not answer, so it was not told who may see this page. Until then nobody but editors sees it; it is tried again every hour.', 'customer-center' ), MINUTE_IN_SECONDS );
	}
}

add_action( 'admin_notices', __NAMESPACE__ . '\\show_box_notice' );
/**
 * Tells on the next screen what could not be saved.
 */
function show_box_notice(): void {
	$key    = 'customer_center_box_' . get_current_user_id();
	$notice = get_transient( $key );
	if ( is_string( $notice ) ) {
		delete_transient( $key );
		printf( '<div class="notice notice-warning"><p>%s</p></div>', esc_html( $notice ) );
	}
}
