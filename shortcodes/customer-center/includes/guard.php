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
/** What the REST API may say of a closed page. */
const REST_FIELDS = [ 'id', 'date', 'date_gmt', 'guid', 'modified', 'modified_gmt', 'slug', 'status', 'type', 'link', 'title', 'content', 'excerpt', 'author', 'featured_media', 'comment_status', 'ping_status', 'sticky', 'template', 'format', 'parent', 'menu_order', 'categories', 'tags' ];

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

add_filter( 'the_posts', __NAMESPACE__ . '\\close_list', PHP_INT_MAX, 2 );
/**
 * Asks about all closed posts of a list at once, and takes those out of search and feeds that the visitor may not see:
 * being found by its words tells what is in a page.
 *
 * @param \WP_Post[] $posts The posts.
 * @param \WP_Query  $query The query.
 * @return \WP_Post[]
 */
function close_list( $posts, $query ): array {
	$posts = (array) $posts;
	prime( array_map( static fn( \WP_Post $post ): int => $post->ID, array_filter( $posts, static fn( $post ): bool => $post instanceof \WP_Post ) ) );
	if ( ! $query instanceof \WP_Query || ! ( $query->is_search() || $query->is_feed() ) || is_desk() ) {
		return $posts;
	}
	return array_values( array_filter( $posts, static fn( $post ): bool => ! $post instanceof \WP_Post || may_see( $post->ID ) ) );
}

/**
 * Is this WordPress's own administration? What themes ask of admin-ajax.php for their visitors is not.
 */
function is_desk(): bool {
	return is_admin() && ! wp_doing_ajax();
}

/**
 * The closed pages that the visitor may not see.
 *
 * @return int[]
 */
function hidden_pages(): array {
	$ids = array_keys( closed_pages() );
	prime( $ids );
	return array_values( array_filter( $ids, static fn( int $id ): bool => ! may_see( $id ) ) );
}

add_action( 'pre_get_posts', __NAMESPACE__ . '\\close_search' );
/**
 * Keeps closed pages out of searches that ask for ids only, as that of the REST API does, and of their counts.
 *
 * @param \WP_Query $query The query.
 */
function close_search( \WP_Query $query ): void {
	if ( (string) $query->get( 's' ) !== '' && ! is_desk() ) {
		$query->set( 'post__not_in', array_merge( (array) $query->get( 'post__not_in' ), hidden_pages() ) );
	}
}

add_filter( 'posts_search', __NAMESPACE__ . '\\close_named_search', PHP_INT_MAX );
/**
 * The same of searches among pages that are named, for which WordPress forgets which ones it was to leave out: whether a
 * closed page is found by a word would give it away word by word.
 *
 * @param string $where SQL of the search.
 */
function close_named_search( $where ): string {
	$hidden = (string) $where === '' || is_desk() ? [] : hidden_pages();
	return $where . ( $hidden ? " AND {$GLOBALS['wpdb']->posts}.ID NOT IN (" . implode( ',', $hidden ) . ')' : '' );
}

add_action( 'pre_get_comments', __NAMESPACE__ . '\\close_comment_search' );
/**
 * The same of searches in comments.
 *
 * @param \WP_Comment_Query $query The query.
 */
function close_comment_search( \WP_Comment_Query $query ): void {
	if ( (string) ( $query->query_vars['search'] ?? '' ) !== '' && ! is_desk() ) {
		$query->query_vars['post__not_in'] = array_merge( array_filter( (array) $query->query_vars['post__not_in'] ), hidden_pages() );
	}
}

add_filter( 'the_comments', __NAMESPACE__ . '\\close_comments', PHP_INT_MAX );
/**
 * Keeps what was written below a closed page from those who may not see the page.
 *
 * @param mixed $comments The comments, or their ids.
 * @return mixed
 */
function close_comments( $comments ) {
	if ( ! is_array( $comments ) ) {
		return $comments;
	}
	return array_values( array_filter( $comments, static fn( $comment ): bool => ! $comment instanceof \WP_Comment || may_see( (int) $comment->comment_post_ID ) ) );
}

add_action( 'rest_api_init', __NAMESPACE__ . '\\guard_rest' );
/**
 * Guards what the REST API gives of each type of post.
 */
function guard_rest(): void {
	foreach ( guarded_types() as $type ) {
		add_filter( "rest_prepare_$type", __NAMESPACE__ . '\\close_rest', PHP_INT_MAX, 2 );
	}
}

/**
 * Of a closed page the REST API says what lists of pages say: neither text and excerpt, nor what other plugins add, nor
 * fields such as footnotes, which are text as well.
 *
 * @param \WP_REST_Response $response The answer.
 * @param \WP_Post          $post     The post.
 */
function close_rest( $response, $post ) {
	if ( ! $post instanceof \WP_Post || may_see( $post->ID ) ) {
		return $response;
	}
	$data = array_intersect_key( (array) $response->get_data(), array_flip( REST_FIELDS ) );
	foreach ( [ 'content', 'excerpt' ] as $part ) {
		if ( isset( $data[ $part ] ) ) {
			$data[ $part ] = [ 'rendered' => $part === 'excerpt' ? '<p>' . esc_html( sentence( decision( $post->ID )['reason'] ) ) . '</p>' : '', 'protected' => true ];
		}
	}
	$response->set_data( $data );
	return $response;
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

add_filter( 'wp_nav_menu_objects', __NAMESPACE__ . '\\close_menu', PHP_INT_MAX );
/**
 * Leaves those pages out of menus that the site shows to nobody else.
 *
 * @param object[] $items Items of the menu.
 * @return object[]
 */
function close_menu( $items ): array {
	$items   = (array) $items;
	$is_page = static fn( object $item ): bool => ( $item->type ?? '' ) === 'post_type';
	$ids     = array_map( static fn( object $item ): int => (int) $item->object_id, array_filter( $items, $is_page ) );
	prime( array_values( $ids ) );
	$is_hidden = static fn( object $item ): bool => $is_page( $item ) && ! may_see( (int) $item->object_id ) && decision( (int) $item->object_id )['menu'] === 'allowed';
	$hidden    = array_map( static fn( object $item ): int => (int) $item->ID, array_filter( $items, $is_hidden ) );
	// What hangs below a hidden item would otherwise move up.
	do {
		$below  = array_filter( $items, static fn( object $item ): bool => in_array( (int) $item->menu_item_parent, $hidden, true ) && ! in_array( (int) $item->ID, $hidden, true ) );
		$hidden = array_merge( $hidden, array_map( static fn( object $item ): int => (int) $item->ID, $below ) );
	} while ( $below );
	return array_filter( $items, static fn( object $item ): bool => ! in_array( (int) $item->ID, $hidden, true ) );
}
