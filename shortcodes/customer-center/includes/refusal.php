<?php
/**
 * What a visitor reads in place of a closed page.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/**
 * What the server says of a refused page, with what to show instead and a support code. Asked once a request.
 *
 * @param int $post_id Id of the post.
 * @return array<string, mixed> Empty without an answer.
 */
function explained( int $post_id ): array {
	static $said = [];
	$key = $post_id . visitor_cookie();
	if ( ! isset( $said[ $key ] ) ) {
		$said[ $key ] = decision( $post_id )['reason'] === 'unanswered' ? [] : ( ask_vendor( 'POST', '/vendor/access', [ 'externalId' => (string) $post_id ] + page_of( $post_id ), visitor_cookie() ) ?? [] );
	}
	return $said[ $key ];
}

/**
 * Why a page is closed, in a sentence.
 *
 * @param string $reason Of the decision.
 * @param string $at     When, of what has ended or is to come; an ISO date or empty.
 */
function sentence( string $reason, string $at = '' ): string {
	$day = $at === '' ? '' : wp_date( get_option( 'date_format' ), strtotime( $at ) );
	switch ( $reason ) {
		case 'signed_out':
			return __( 'This page is for customers. Sign in to see it.', 'customer-center' );
		case 'ended':
			/* translators: %s: date. */
			return $day === '' ? __( 'Your access to this page has ended.', 'customer-center' ) : sprintf( __( 'Your access to this page ended on %s.', 'customer-center' ), $day );
		case 'not_open_yet':
			/* translators: %s: date. */
			return $day === '' ? __( 'This page is not open for you yet.', 'customer-center' ) : sprintf( __( 'This page opens for you on %s.', 'customer-center' ), $day );
		case 'unanswered':
			return __( 'This page is for members. We can’t find out at the moment whether you may see it. Please try again in a minute.', 'customer-center' );
		default:
			return __( 'This page is part of a program that you don’t have.', 'customer-center' );
	}
}

/**
 * What a closed page shows: why, what opens it, and the support code.
 *
 * @param int $post_id Id of the post.
 */
function refusal_html( int $post_id ): string {
	if ( ! is_singular() || get_queried_object_id() !== $post_id || is_feed() ) {
		return '<p>' . esc_html( sentence( decision( $post_id )['reason'] ) ) . '</p>';
	}
	$said = explained( $post_id );
	$show = is_array( $said['show'] ?? null ) ? $said['show'] : [];
	$html = '<p><strong>' . esc_html( sentence( $said['reason'] ?? decision( $post_id )['reason'], (string) ( $said['at'] ?? '' ) ) ) . '</strong></p>';
	if ( ( $show['kind'] ?? '' ) === 'sign_in' ) {
		$html .= render_shortcode( [ 'return_to' => (string) get_permalink( $post_id ) ] );
	}
	$programs = array_map( __NAMESPACE__ . '\\program_html', is_array( $show['programs'] ?? null ) ? $show['programs'] : [] );
	if ( $programs ) {
		$html .= '<p>' . esc_html__( 'These open it:', 'customer-center' ) . '</p><ul>' . implode( '', $programs ) . '</ul>';
	}
	if ( is_string( $said['supportCode'] ?? null ) ) {
		/* translators: %s: a short code. */
		$html .= '<p><small>' . esc_html( sprintf( __( 'Should this be wrong, tell us this support code: %s', 'customer-center' ), $said['supportCode'] ) ) . '</small></p>';
	}
	return '<div class="customer-center-refusal">' . $html . '</div>';
}

/**
 * One program that opens a page.
 *
 * @param array<string, mixed> $program As the server describes it.
 */
function program_html( array $program ): string {
	$name = esc_html( (string) ( $program['program'] ?? '' ) );
	$url  = esc_url( (string) ( $program['buyUrl'] ?? '' ), [ 'https', 'http' ] );
	$text = esc_html( (string) ( $program['description'] ?? '' ) );
	return '<li>' . ( $url === '' ? $name : "<a href=\"$url\">$name</a>" ) . ( $text === '' ? '' : " – $text" ) . '</li>';
}
