<?php
/**
 * Keeps closed pages from those who may not see them: on the server, wherever WordPress would show any of their text.
 *
 * WordPress itself asks everywhere whether a password is needed (pages, lists, feeds, REST, blocks, comments), so that is
 * where it is told no. What the visitor may see is decided by the server alone; when that does not answer, nothing is shown.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/** In the address after a redirect of ours, so that there is never a second one. */
const REFUSED_PARAMETER = 'customer_center_refused';

/**
 * May the visitor see a post? Asked once a request, and for all posts of a list at once when `prime()` has named them.
 *
 * @param int $post_id Id of the post.
 */
function may_see( int $post_id ): bool {
	return decision( $post_id )['isAllowed'];
}

/**
 * The decision about a post.
 *
 * @param int $post_id Id of the post.
 * @return array{isAllowed: bool, reason: string, menu: string}
 */
function decision( int $post_id ): array {
	$closed = closed_pages();
	if ( ! isset( $closed[ $post_id ] ) || current_user_can( 'edit_post', $post_id ) ) {
		return [ 'isAllowed' => true, 'reason' => 'everyone', 'menu' => 'always' ];
	}
	$known = decisions();
	if ( ! isset( $known[ $post_id ] ) ) {
		prime( [ $post_id ] );
		$known = decisions();
	}
	return $known[ $post_id ];
}

/**
 * What is known in this request of this visitor.
 *
 * @param array<int, array{isAllowed: bool, reason: string, menu: string}>|null $more Decisions to add; an empty array forgets all.
 * @return array<int, array{isAllowed: bool, reason: string, menu: string}>
 */
function decisions( ?array $more = null ): array {
	static $known  = [];
	static $cookie = '';
	if ( $more === [] || $cookie !== visitor_cookie() ) {
		$known = [];
	}
	$cookie = visitor_cookie();
	$known  = ( $more ?? [] ) + $known;
	return $known;
}

/**
 * The customer's session, as the browser sent it; empty for a visitor who has none.
 */
function visitor_cookie(): string {
	return our_cookies( one_line( isset( $_SERVER['HTTP_COOKIE'] ) ? (string) wp_unslash( $_SERVER['HTTP_COOKIE'] ) : '' ) );
}

/**
 * Asks about several posts in one call. What is decided for one visitor is nobody else's: no cache may keep the answer that
 * it is asked for, a list's or a feed's either.
 *
 * @param int[] $post_ids Ids of posts.
 */
function prime( array $post_ids ): void {
	$closed = closed_pages();
	$asked  = array_values( array_filter( array_unique( $post_ids ), static fn( int $id ): bool => isset( $closed[ $id ] ) && ! isset( decisions()[ $id ] ) ) );
	if ( $asked ) {
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
		nocache_headers();
	}
	foreach ( array_chunk( $asked, 100 ) as $ids ) {
		decisions( ask_about( $ids, $closed ) );
	}
}

/**
 * The server's decisions; without an answer, refusals.
 *
 * @param int[]                                                         $ids    At most 100 ids of closed posts.
 * @param array<int, array{rule: string, levels: string[], pending: bool}> $closed The closed pages.
 * @return array<int, array{isAllowed: bool, reason: string, menu: string}>
 */
function ask_about( array $ids, array $closed ): array {
	$refusal = static fn( string $reason ): array => [ 'isAllowed' => false, 'reason' => $reason, 'menu' => 'allowed' ];
	$cookie  = visitor_cookie();
	$reply   = ask_vendor( 'POST', '/vendor/access/list', [ 'questions' => array_map( static fn( int $id ): array => [ 'externalId' => (string) $id ] + page_of( $id ), $ids ) ], $cookie );
	$answers = $reply['answers'] ?? null;
	$decided = [];
	foreach ( $ids as $at => $id ) {
		$answer = $answers[ $at ] ?? null;
		if ( ! is_array( $answer ) || ! isset( $answer['isAllowed'], $answer['reason'] ) || $closed[ $id ]['pending'] ) {
			$decided[ $id ] = $refusal( 'unanswered' );
		} elseif ( in_array( $answer['reason'], [ 'unguarded', 'everyone' ], true ) && $closed[ $id ]['rule'] !== 'everyone' && ! is_opened_on_server( $id ) ) {
			// Closed here and not there: one of the two is out of date, and a closed page stays closed.
			$decided[ $id ] = $refusal( 'unanswered' );
		} else {
			$decided[ $id ] = [ 'isAllowed' => $answer['isAllowed'] === true, 'reason' => (string) $answer['reason'], 'menu' => (string) ( $answer['menu'] ?? 'always' ) ];
		}
	}
	return $decided;
}

/**
 * The page as the server may know it better: by its address, when it was typed in there.
 *
 * @param int $post_id Id of the post.
 * @return array{page?: string}
 */
function page_of( int $post_id ): array {
	$address = get_permalink( $post_id );
	return $address ? [ 'page' => $address ] : [];
}

/**
 * Was the page opened for everyone at the desk since this site last looked? Then the copy here is brought up to date.
 *
 * @param int $post_id Id of the post.
 */
function is_opened_on_server( int $post_id ): bool {
	static $has_read = false;
	if ( ! $has_read ) {
		$has_read = read_rules();
	}
	return $has_read && ! isset( closed_pages()[ $post_id ] );
}

add_filter( 'post_password_required', __NAMESPACE__ . '\\require_access', 100, 2 );
/**
 * Has WordPress treat a page that the visitor may not see like one whose password is missing.
 *
 * @param bool          $required Is one needed?
 * @param \WP_Post|null $post     The post.
 */
function require_access( $required, $post ): bool {
	return (bool) $required || ( $post instanceof \WP_Post && ! may_see( $post->ID ) );
}

add_filter( 'the_password_form', __NAMESPACE__ . '\\replace_form', 100, 2 );
/**
 * Shows why a page is closed in place of the form for its password.
 *
 * @param string           $form The form.
 * @param \WP_Post|int|null $post The post; WordPress before 5.8 does not say which.
 */
function replace_form( $form, $post = null ): string {
	$post = get_post( $post );
	return $post && ! may_see( $post->ID ) ? refusal_html( $post->ID ) : (string) $form;
}

add_filter( 'the_content', __NAMESPACE__ . '\\close_content', PHP_INT_MAX );
/**
 * The second net: whatever put the text together, none of a closed page leaves.
 *
 * @param string $content Text of the post at hand.
 */
function close_content( $content ): string {
	$post = get_post();
	return $post && ! may_see( $post->ID ) ? refusal_html( $post->ID ) : (string) $content;
}

foreach ( [ 'get_the_excerpt', 'the_excerpt', 'the_excerpt_rss', 'the_content_feed', 'the_excerpt_embed' ] as $text ) {
	add_filter( $text, __NAMESPACE__ . '\\close_excerpt', PHP_INT_MAX, 2 );
}
/**
 * A sentence in place of the excerpt of a closed page.
 *
 * @param string $excerpt The excerpt.
 * @param mixed  $post    The post, where the filter names it.
 */
function close_excerpt( $excerpt, $post = null ): string {
	$post = $post instanceof \WP_Post ? $post : get_post();
	return $post && ! may_see( $post->ID ) ? esc_html( sentence( decision( $post->ID )['reason'] ) ) : (string) $excerpt;
}

add_action( 'template_redirect', __NAMESPACE__ . '\\guard_page', 1 );
/**
 * Before a closed page is shown: nobody keeps the answer, who may not see it gets 403, or goes to the page that the site has
 * chosen for them, once.
 */
function guard_page(): void {
	$post_id = is_singular() || is_home() ? (int) get_queried_object_id() : 0;
	if ( ! $post_id || ! isset( closed_pages()[ $post_id ] ) ) {
		return;
	}
	defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
	nocache_headers();
	if ( may_see( $post_id ) ) {
		add_filter( 'wp_redirect', __NAMESPACE__ . '\\notice_other_redirect', PHP_INT_MAX );
		return;
	}
	$show = explained( $post_id )['show'] ?? null;
	$url  = is_array( $show ) && $show['kind'] === 'page' ? (string) $show['url'] : '';
	if ( $url !== '' && ! isset( $_GET[ REFUSED_PARAMETER ] ) && url_to_postid( $url ) !== $post_id ) {
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- The server has checked that it is a page of the site.
		wp_redirect( add_query_arg( REFUSED_PARAMETER, '1', $url ) );
		exit;
	}
	if ( ! is_singular() ) {
		// The page of posts has no text of its own that could be replaced: its list stays away as a whole.
		wp_die( wp_kses_post( refusal_html( $post_id ) ), esc_html( get_the_title( $post_id ) ), [ 'response' => 403 ] );
	}
	status_header( 403 );
	if ( is_array( $show ) && $show['kind'] === 'sign_in' ) {
		enqueue_element();
	}
}

/**
 * Tells the server of a plugin that sends somebody away from a page that they may see: they would say that they can't get in.
 *
 * @param string $location Where to.
 */
function notice_other_redirect( $location ) {
	foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS ) as $step ) {
		$file = wp_normalize_path( $step['file'] ?? '' );
		$base = wp_normalize_path( WP_PLUGIN_DIR ) . '/';
		if ( str_starts_with( $file, $base ) && ! str_contains( $file, '/customer-center/' ) ) {
			report( 'other_redirect_plugin', explode( '/', substr( $file, strlen( $base ) ) )[0] );
			break;
		}
	}
	return $location;
}
