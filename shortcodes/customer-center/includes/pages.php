<?php
/**
 * Which pages are closed, as the server knows it: kept here as a copy, so that a page stays closed when the server is away.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

/** By id of the post: rule, levels (slugs), and whether the server has yet to be told. What everyone may see is not in it. */
const PAGES_OPTION  = 'customer_center_pages';
const LEVELS_OPTION = 'customer_center_levels';
const SYNC_HOOK     = 'customer_center_sync';
const RULES         = [ 'everyone', 'signed_in', 'any', 'all' ];
const PAGES_A_CALL  = 200;

/**
 * The closed pages.
 *
 * @return array<int, array{rule: string, levels: string[], pending: bool}>
 */
function closed_pages(): array {
	return (array) get_option( PAGES_OPTION, [] );
}

/**
 * Types of posts that have a page of their own.
 *
 * @return string[]
 */
function guarded_types(): array {
	return array_values( array_diff( get_post_types( [ 'public' => true ] ), [ 'attachment' ] ) );
}

/**
 * Asks an endpoint that is for this server and gives its reply, or null when there is none.
 *
 * @param string                    $method Method, in capitals.
 * @param string                    $path   From `/vendor` on.
 * @param array<string, mixed>|null $body   What is sent.
 * @param string                    $cookie Of the visitor, for questions about them.
 * @return array<string, mixed>|null
 */
function ask_vendor( string $method, string $path, ?array $body = null, string $cookie = '' ): ?array {
	if ( ! is_configured() || settings()['secret'] === '' ) {
		return null;
	}
	$answer = call_server(
		$method,
		$path,
		[
			'headers' => [ 'accept' => 'application/json', 'content-type' => 'application/json', 'cookie' => $cookie ],
			'body'    => $body === null ? null : wp_json_encode( $body ),
			// Somebody waits for this page, or works in the administration.
			'timeout' => 5,
		]
	);
	$reply  = json_decode( wp_remote_retrieve_body( $answer ), true );
	if ( wp_remote_retrieve_response_code( $answer ) === 422 ) {
		// A server that does not understand us any more is newer than this plugin.
		report( 'plugin_outdated', plugin_version() );
	}
	return wp_remote_retrieve_response_code( $answer ) === 200 && is_array( $reply ) ? $reply : null;
}

/**
 * Tells the server what only this site can see, at most once a day each.
 *
 * @param string $kind   other_redirect_plugin or plugin_outdated.
 * @param string $detail Name or version.
 */
function report( string $kind, string $detail ): void {
	$once = 'customer_center_told_' . md5( "$kind $detail" );
	if ( get_transient( $once ) ) {
		return;
	}
	set_transient( $once, 1, DAY_IN_SECONDS );
	ask_vendor( 'POST', '/vendor/site-reports', compact( 'kind', 'detail' ) );
}

/**
 * This plugin's version, from its head.
 */
function plugin_version(): string {
	return (string) get_file_data( PLUGIN_FILE, [ 'Version' => 'Version' ] )['Version'];
}

/**
 * What the server is told of a post.
 *
 * @param \WP_Post $post The post.
 * @return array<string, mixed>
 */
function described( \WP_Post $post ): array {
	return [
		'externalId' => (string) $post->ID,
		'address'    => (string) get_permalink( $post ),
		'title'      => wp_html_excerpt( html_entity_decode( get_the_title( $post ), ENT_QUOTES, 'UTF-8' ), 290 ),
	];
}

/**
 * Closes or opens a page, here at once and on the server; when that is away, it stays closed here until it has been told.
 *
 * @param int      $post_id Id of the post.
 * @param string   $rule    One of RULES.
 * @param string[] $levels  Slugs, with the rules any and all.
 * @return bool Was the server told?
 */
function set_page_rule( int $post_id, string $rule, array $levels ): bool {
	$pages             = closed_pages();
	$pages[ $post_id ] = [ 'rule' => $rule, 'levels' => $levels, 'pending' => true ];
	update_option( PAGES_OPTION, $pages );
	return tell_rule( $post_id, $pages[ $post_id ] );
}

/**
 * Tells the server one rule that waits.
 *
 * @param int                                                 $post_id Id of the post.
 * @param array{rule: string, levels: string[], pending: bool} $wanted  The rule.
 */
function tell_rule( int $post_id, array $wanted ): bool {
	$post = get_post( $post_id );
	if ( ! $post ) {
		return true;
	}
	$rule = [ 'rule' => $wanted['rule'] ] + ( in_array( $wanted['rule'], [ 'any', 'all' ], true ) ? [ 'levels' => $wanted['levels'] ] : [] );
	if ( ask_vendor( 'PUT', '/vendor/pages', [ 'pages' => [ described( $post ) + $rule ] ] ) === null ) {
		return false;
	}
	$pages = closed_pages();
	if ( $wanted['rule'] === 'everyone' ) {
		unset( $pages[ $post_id ] );
	} else {
		$pages[ $post_id ] = array_merge( $wanted, [ 'pending' => false ] );
	}
	update_option( PAGES_OPTION, $pages );
	return true;
}

add_action( 'init', __NAMESPACE__ . '\\plan_sync' );
/**
 * Has the list of pages brought up to date every hour.
 */
function plan_sync(): void {
	if ( is_configured() && ! wp_next_scheduled( SYNC_HOOK ) ) {
		wp_schedule_event( time() + MINUTE_IN_SECONDS, 'hourly', SYNC_HOOK );
	}
}

register_deactivation_hook( PLUGIN_FILE, __NAMESPACE__ . '\\forget_sync' );
/**
 * Ends the hourly work.
 */
function forget_sync(): void {
	wp_clear_scheduled_hook( SYNC_HOOK );
}

add_action( 'update_option_' . OPTION, __NAMESPACE__ . '\\sync_soon', 20, 0 );
/**
 * After the settings were saved the server may be another one: tells it right away, but keeps nobody waiting.
 */
function sync_soon(): void {
	if ( is_configured() ) {
		wp_schedule_single_event( time(), SYNC_HOOK );
	}
}

add_action( SYNC_HOOK, __NAMESPACE__ . '\\sync_pages' );
/**
 * Tells the server the pages of this site, and takes over the rules that were set there.
 *
 * @return bool Did it work?
 */
function sync_pages(): bool {
	foreach ( closed_pages() as $post_id => $wanted ) {
		if ( $wanted['pending'] && ! tell_rule( $post_id, $wanted ) ) {
			return false;
		}
	}
	return send_pages() && read_rules() && read_levels();
}

/**
 * Tells the server every published page.
 */
function send_pages(): bool {
	$began_at = null;
	for ( $page = 1; ; $page++ ) {
		$posts = get_posts( [ 'post_type' => guarded_types(), 'post_status' => 'publish', 'numberposts' => PAGES_A_CALL, 'offset' => ( $page - 1 ) * PAGES_A_CALL, 'orderby' => 'ID', 'order' => 'ASC' ] );
		$last  = count( $posts ) < PAGES_A_CALL;
		$reply = ask_vendor( 'PUT', '/vendor/pages', [ 'pages' => array_map( __NAMESPACE__ . '\\described', $posts ), 'isComplete' => $last ] + ( $began_at === null ? [] : [ 'beganAt' => $began_at ] ) );
		if ( $reply === null ) {
			return false;
		}
		$began_at = $began_at ?? ( $reply['at'] ?? null );
		if ( $last ) {
			return true;
		}
	}
}

add_action( 'wp', __NAMESPACE__ . '\\keep_rules_fresh' );
/**
 * Reads the rules anew once a minute, before a page is shown: what was closed at the desk is closed here a minute later.
 */
function keep_rules_fresh(): void {
	if ( ! is_configured() || settings()['secret'] === '' || get_transient( 'customer_center_fresh' ) ) {
		return;
	}
	// Before the call, so that those who come meanwhile don't all make it.
	set_transient( 'customer_center_fresh', 1, MINUTE_IN_SECONDS );
	read_rules();
}

/**
 * Takes over the rules that stand on the server, of pages that this site sent and of those that were typed in there.
 */
function read_rules(): bool {
	$closed = [];
	$after  = '';
	do {
		$reply = ask_vendor( 'GET', '/vendor/pages' . ( $after === '' ? '' : '?after=' . rawurlencode( $after ) ) );
		if ( ! is_array( $reply['items'] ?? null ) ) {
			return false;
		}
		foreach ( $reply['items'] as $page ) {
			$post_id = (int) ( $page['externalId'] ?? url_to_postid( $page['address'] ) );
			if ( $page['rule'] !== 'everyone' && $post_id > 0 ) {
				$closed[ $post_id ] = [ 'rule' => $page['rule'], 'levels' => $page['levels'], 'pending' => false ];
			}
		}
		$after = (string) ( $reply['next'] ?? '' );
	} while ( $after !== '' );
	// What waits to be told to the server is newer than what stands there.
	$waiting = array_filter( closed_pages(), static fn( array $page ): bool => $page['pending'] );
	// Drafts and scheduled posts are not in its list: they must be closed the moment they are published.
	$unpublished = array_filter( closed_pages(), static fn( int $id ): bool => ! in_array( get_post_status( $id ), [ 'publish', false ], true ), ARRAY_FILTER_USE_KEY );
	update_option( PAGES_OPTION, $waiting + $closed + $unpublished );
	return true;
}

/**
 * Takes over the programs and their levels, for the box beside a page.
 */
function read_levels(): bool {
	$reply = ask_vendor( 'GET', '/vendor/levels' );
	if ( ! is_array( $reply['programs'] ?? null ) ) {
		return false;
	}
	update_option( LEVELS_OPTION, $reply['programs'], false );
	return true;
}

add_action( 'save_post', __NAMESPACE__ . '\\send_saved_page', 20, 2 );
/**
 * Tells the server of a page that was published or renamed. A page that is closed moves to its new address with its rule.
 *
 * @param int      $post_id Id of the post.
 * @param \WP_Post $post    The post.
 */
function send_saved_page( int $post_id, \WP_Post $post ): void {
	if ( $post->post_status === 'publish' && ! wp_is_post_revision( $post_id ) && in_array( $post->post_type, guarded_types(), true ) ) {
		ask_vendor( 'PUT', '/vendor/pages', [ 'pages' => [ described( $post ) ] ] );
	}
}
