<?php
/**
 * Keeps closed pages out of what lists them: searches, feeds, comments, menus and the REST API.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/** What the REST API may say of a closed page. */
const REST_FIELDS = [ 'id', 'date', 'date_gmt', 'guid', 'modified', 'modified_gmt', 'slug', 'status', 'type', 'link', 'title', 'content', 'excerpt', 'author', 'featured_media', 'comment_status', 'ping_status', 'sticky', 'template', 'format', 'parent', 'menu_order', 'categories', 'tags' ];

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
