<?php

use function CustomerCenter\closed_pages;
use function CustomerCenter\decisions;
use function CustomerCenter\may_see;

/** D20: a closed page leaves nothing of itself to those who may not see it, wherever WordPress would show its text. */
final class GuardTest extends PluginTestCase {
	private const SECRET_TEXT = 'The glaze is three parts ash';

	private int $closed;
	private int $open;

	protected function setUp(): void {
		parent::setUp();
		$this->closed = $this->a_post( 'Ash glazes', self::SECRET_TEXT . ' and one part clay.' );
		$this->open   = $this->a_post( 'Open evenings', 'Bring a friend, and ask about the glaze.' );
		update_option( 'customer_center_pages', [ $this->closed => [ 'rule' => 'any', 'levels' => [ 'gold' ], 'pending' => false ] ] );
		decisions( [] );
		$this->calls = [];
		unset( $_SERVER['HTTP_COOKIE'], $_GET['customer_center_refused'] );
	}

	protected function tearDown(): void {
		wp_delete_post( $this->closed, true );
		wp_delete_post( $this->open, true );
		delete_option( 'customer_center_pages' );
		wp_reset_query();
		parent::tearDown();
	}

	private function a_post( string $title, string $content ): int {
		return wp_insert_post( [ 'post_type' => 'post', 'post_status' => 'publish', 'post_author' => 1, 'post_title' => $title, 'post_content' => $content, 'post_excerpt' => '' ] );
	}

	/** @param array<string, mixed> $more */
	private function server_decides( bool $is_allowed, string $reason, array $more = [] ): void {
		remove_all_filters( 'pre_http_request' );
		decisions( [] );
		add_filter(
			'pre_http_request',
			function ( $unused, array $args, string $url ) use ( $is_allowed, $reason, $more ) {
				$this->calls[] = compact( 'url', 'args' );
				$one           = [ 'isAllowed' => $is_allowed, 'reason' => $reason, 'menu' => 'always' ];
				$asked         = json_decode( $args['body'] ?? '{}', true );
				$body          = str_ends_with( $url, '/list' )
					? [ 'answers' => array_fill( 0, count( $asked['questions'] ), $more + $one ), 'isSignedIn' => true ]
					: $more + [ 'isAllowed' => $is_allowed, 'reason' => $reason, 'at' => null, 'show' => null, 'supportCode' => 'K7M-4QXD', 'isSignedIn' => true ];
				return [ 'headers' => [], 'body' => wp_json_encode( $body ), 'response' => [ 'code' => 200, 'message' => '' ], 'cookies' => [] ];
			},
			10,
			3
		);
	}

	/** What a visitor of an address gets to read. */
	private function read( string $query ): string {
		query_posts( $query );
		$text = '';
		while ( have_posts() ) {
			the_post();
			$text .= $this->printed_by(
				static function (): void {
					the_title();
					the_content();
					the_excerpt();
					the_content_feed();
					the_excerpt_rss();
				}
			);
		}
		return $text;
	}

	/** @return array<string, array{0: string}> */
	public static function places(): array {
		return [
			'the page itself' => [ 'p=%d' ],
			'a list'          => [ 'post_type=post&posts_per_page=50' ],
			'a feed'          => [ 'post_type=post&feed=rss2&posts_per_page=50' ],
			'an archive'      => [ 'author=1&posts_per_page=50' ],
		];
	}

	/** @dataProvider places */
	public function test_a_closed_page_gives_nothing_away( string $query ): void {
		$this->server_decides( false, 'level_missing' );
		$this->assertStringNotContainsString( self::SECRET_TEXT, $this->read( sprintf( $query, $this->closed ) ) );
	}

	/** @dataProvider places */
	public function test_it_stays_closed_when_the_server_is_away( string $query ): void {
		$this->server_is_down();
		$this->assertStringNotContainsString( self::SECRET_TEXT, $this->read( sprintf( $query, $this->closed ) ) );
	}

	/** @dataProvider places */
	public function test_it_is_open_to_whom_the_server_lets_in( string $query ): void {
		$this->server_decides( true, 'level_held' );
		$this->assertStringContainsString( self::SECRET_TEXT, $this->read( sprintf( $query, $this->closed ) ) );
	}

	/** @return array<string, array{0: int, 1: string}> */
	public static function strange_answers(): array {
		return [
			'an error'         => [ 500, '{"code":"internal"}' ],
			'another key'      => [ 401, '{"code":"proxy_key_wrong"}' ],
			'nonsense'         => [ 200, 'It works!' ],
			'an empty answer'  => [ 200, '{"answers":[],"isSignedIn":true}' ],
			'half an answer'   => [ 200, '{"answers":[{"reason":"level_held"}],"isSignedIn":true}' ],
			'a wrong type'     => [ 200, '{"answers":[{"isAllowed":"yes","reason":"level_held"}],"isSignedIn":true}' ],
			'an unknown page'  => [ 200, '{"answers":[{"isAllowed":true,"reason":"unguarded","menu":"always"}],"isSignedIn":true}' ],
		];
	}

	/** @dataProvider strange_answers */
	public function test_it_stays_closed_on_any_answer_but_a_clear_yes( int $status, string $body ): void {
		decisions( [] );
		$this->server_answers( $status, $body );
		$this->assertFalse( may_see( $this->closed ) );
	}

	public function test_it_stays_closed_without_secret_and_without_settings(): void {
		$this->configure( [ 'secret' => '' ] );
		decisions( [] );
		$this->assertFalse( may_see( $this->closed ) );
		$this->configure( [ 'server' => '', 'site' => '', 'secret' => '' ] );
		decisions( [] );
		$this->assertFalse( may_see( $this->closed ) );
		$this->assertSame( [], $this->calls );
	}

	public function test_an_open_page_costs_no_call(): void {
		$this->assertStringContainsString( 'Bring a friend', $this->read( "p=$this->open" ) );
		$this->assertSame( [], $this->calls );
	}

	public function test_a_list_costs_one_call(): void {
		$second = $this->a_post( 'Second', self::SECRET_TEXT );
		update_option( 'customer_center_pages', closed_pages() + [ $second => [ 'rule' => 'signed_in', 'levels' => [], 'pending' => false ] ] );
		$this->server_decides( false, 'signed_out' );
		$this->calls = [];
		$this->read( 'post_type=post&posts_per_page=50' );
		wp_delete_post( $second, true );
		$this->assertCount( 1, $this->calls );
	}

	public function test_search_does_not_find_it_by_its_words(): void {
		$this->server_decides( false, 'level_missing' );
		$found = new WP_Query( [ 's' => 'three parts ash', 'post_type' => 'post' ] );
		$this->assertSame( [], wp_list_pluck( $found->posts, 'ID' ) );
		$request = new WP_REST_Request( 'GET', '/wp/v2/search' );
		$request->set_query_params( [ 'search' => 'three parts ash' ] );
		$this->assertSame( [], rest_do_request( $request )->get_data() );
		$request = new WP_REST_Request( 'GET', '/wp/v2/posts' );
		$request->set_query_params( [ 'search' => 'three parts ash' ] );
		$this->assertSame( [], rest_do_request( $request )->get_data() );
	}

	public function test_search_finds_it_for_whom_it_is_open(): void {
		$this->server_decides( true, 'level_held' );
		$found = new WP_Query( [ 's' => 'three parts ash', 'post_type' => 'post' ] );
		$this->assertSame( [ $this->closed ], wp_list_pluck( $found->posts, 'ID' ) );
	}

	/**
	 * D20: whoever can ask whether a closed page has a word can read it, word by word.
	 *
	 * @dataProvider searches
	 */
	public function test_no_search_tells_whether_a_closed_page_has_a_word( string $route, string $parameter ): void {
		$this->server_decides( false, 'level_missing' );
		$this->assertSame( 1, $this->hits( $route, [ 'search' => 'glaze', $parameter => [ $this->closed, $this->open ] ] ) );
		$this->assertSame( 0, $this->hits( $route, [ 'search' => 'three parts ash', $parameter => [ $this->closed ] ] ) );
		$this->server_decides( true, 'level_held' );
		$this->assertSame( 1, $this->hits( $route, [ 'search' => 'three parts ash', $parameter => [ $this->closed ] ] ) );
	}

	/** @return array<string, array{0: string, 1: string}> */
	public static function searches(): array {
		return [ 'posts by id' => [ '/wp/v2/posts', 'include' ], 'the search by id' => [ '/wp/v2/search', 'include' ] ];
	}

	/** @param array<string, mixed> $parameters */
	private function hits( string $route, array $parameters ): int {
		$request = new WP_REST_Request( 'GET', $route );
		$request->set_query_params( $parameters );
		$answer = rest_do_request( $request );
		$this->assertSame( count( $answer->get_data() ), (int) $answer->get_headers()['X-WP-Total'] );
		return count( $answer->get_data() );
	}

	/** D20 */
	public function test_no_search_in_an_address_of_one_page_tells_it_either(): void {
		$this->server_decides( false, 'level_missing' );
		foreach ( [ [ 'p' => $this->closed ], [ 'name' => get_post( $this->closed )->post_name ] ] as $one ) {
			$query = new WP_Query( $one + [ 's' => 'three parts ash', 'post_type' => 'post' ] );
			$this->assertSame( [], $query->posts );
			$query = new WP_Query( $one + [ 's' => 'three parts ash', 'post_type' => 'post', 'fields' => 'ids' ] );
			$this->assertSame( [], $query->posts );
		}
	}

	/** D20: themes search for visitors by admin-ajax.php, which WordPress counts as administration. */
	public function test_a_search_by_ajax_tells_it_neither(): void {
		$this->server_decides( false, 'level_missing' );
		set_current_screen( 'edit-post' );
		add_filter( 'wp_doing_ajax', '__return_true' );
		$query = new WP_Query( [ 's' => 'three parts ash', 'post_type' => 'post', 'fields' => 'ids' ] );
		unset( $GLOBALS['current_screen'] );
		$this->assertSame( [], $query->posts );
	}

	/** D20 */
	public function test_searching_comments_finds_none_below_a_closed_page(): void {
		$this->server_decides( false, 'level_missing' );
		$comment = wp_insert_comment( [ 'comment_post_ID' => $this->closed, 'comment_content' => 'So ash it is', 'comment_approved' => 1 ] );
		$this->assertSame( 0, $this->hits( '/wp/v2/comments', [ 'search' => 'ash it' ] ) );
		wp_delete_comment( $comment, true );
	}

	/** D20: footnotes and fields of other plugins are text of the page too. */
	public function test_the_rest_api_keeps_its_fields(): void {
		$this->server_decides( false, 'level_missing' );
		$GLOBALS['wp_rest_server'] = null;
		register_post_meta( 'post', 'footnotes', [ 'type' => 'string', 'single' => true, 'show_in_rest' => true ] );
		update_post_meta( $this->closed, 'footnotes', self::SECRET_TEXT );
		register_rest_field( 'post', 'seo', [ 'get_callback' => static fn(): string => self::SECRET_TEXT ] );
		$data = rest_do_request( new WP_REST_Request( 'GET', "/wp/v2/posts/$this->closed" ) )->get_data();
		unset( $GLOBALS['wp_rest_additional_fields']['post']['seo'] );
		unregister_post_meta( 'post', 'footnotes' );
		$this->assertSame( 'Ash glazes', $data['title']['rendered'] );
		$this->assertStringNotContainsString( self::SECRET_TEXT, (string) wp_json_encode( $data ) );
	}

	/** @return array<string, array{0: string}> */
	public static function routes(): array {
		return [ 'one' => [ '/wp/v2/posts/%d' ], 'the list' => [ '/wp/v2/posts' ] ];
	}

	/** @dataProvider routes */
	public function test_the_rest_api_keeps_its_text( string $route ): void {
		$this->server_decides( false, 'level_missing' );
		$data = rest_do_request( new WP_REST_Request( 'GET', sprintf( $route, $this->closed ) ) )->get_data();
		$this->assertStringNotContainsString( self::SECRET_TEXT, (string) wp_json_encode( $data ) );
		$this->assertStringContainsString( 'Ash glazes', (string) wp_json_encode( $data ) );
	}

	public function test_blocks_that_read_posts_by_themselves_keep_its_text(): void {
		$this->server_decides( false, 'level_missing' );
		foreach ( [ '{"displayPostContent":true,"displayPostContentRadio":"full_post"}', '{"displayPostContent":true}' ] as $attributes ) {
			$html = do_blocks( "<!-- wp:latest-posts $attributes /-->" );
			$this->assertStringContainsString( 'Ash glazes', $html );
			$this->assertStringNotContainsString( self::SECRET_TEXT, $html );
		}
	}

	public function test_comments_below_it_are_kept_too(): void {
		$this->server_decides( false, 'level_missing' );
		$comment = wp_insert_comment( [ 'comment_post_ID' => $this->closed, 'comment_content' => 'So ash it is', 'comment_approved' => 1 ] );
		$this->assertSame( [], get_comments( [ 'post_id' => $this->closed ] ) );
		$data = rest_do_request( new WP_REST_Request( 'GET', '/wp/v2/comments' ) )->get_data();
		$this->assertStringNotContainsString( 'So ash it is', (string) wp_json_encode( $data ) );
		wp_delete_comment( $comment, true );
	}

	public function test_editors_see_it_without_being_customers(): void {
		$this->server_decides( false, 'signed_out' );
		$this->sign_in_as( 'editor' );
		$this->assertTrue( may_see( $this->closed ) );
		$this->sign_in_as( 'subscriber' );
		$this->assertFalse( may_see( $this->closed ) );
	}

	public function test_the_visitors_cookie_is_passed_on_and_no_other(): void {
		$_SERVER['HTTP_COOKIE'] = 'wordpress_logged_in_x=admin; __Host-cc_sid=s%3Aabc.def; other=1';
		$this->server_decides( true, 'level_held' );
		may_see( $this->closed );
		$this->assertSame( '__Host-cc_sid=s%3Aabc.def', $this->calls[0]['args']['headers']['cookie'] );
		$this->assertSame( 'correct-horse-battery', $this->calls[0]['args']['headers']['x-cc-proxy-key'] );
	}

	public function test_a_cookie_of_the_visitors_own_opens_nothing(): void {
		$_SERVER['HTTP_COOKIE'] = 'customer_center_levels=gold; o_stripe_data=paid';
		$_GET                   = [ 'customer_center_refused' => '1', 'levels' => 'gold' ];
		$this->server_decides( false, 'signed_out' );
		$this->assertFalse( may_see( $this->closed ) );
		$this->assertArrayNotHasKey( 'cookie', $this->calls[0]['args']['headers'] );
	}

	public function test_the_page_itself_says_why_and_offers_to_sign_in(): void {
		$this->server_decides( false, 'signed_out', [ 'show' => [ 'kind' => 'sign_in' ] ] );
		$this->go_to( $this->closed );
		$html = apply_filters( 'the_content', get_the_content() );
		$this->assertStringContainsString( 'This page is for customers. Sign in to see it.', $html );
		$this->assertMatchesRegularExpression( '#<customer-center [^>]*return-to="http://localhost/[^"]+"#', $html );
	}

	public function test_the_page_itself_lists_what_opens_it_and_the_support_code(): void {
		$program = [ 'program' => 'Studio <b>', 'description' => 'Wheels & kilns', 'buyUrl' => 'javascript:alert(1)' ];
		$this->server_decides( false, 'ended', [ 'at' => '2026-10-01T00:00:00Z', 'show' => [ 'kind' => 'programs', 'programs' => [ $program ] ] ] );
		$this->go_to( $this->closed );
		$html = apply_filters( 'the_content', get_the_content() );
		$this->assertStringContainsString( 'Your access to this page ended on October 1, 2026.', $html );
		$this->assertStringContainsString( 'Studio &lt;b&gt;', $html );
		$this->assertStringContainsString( 'K7M-4QXD', $html );
		$this->assertStringNotContainsString( 'javascript:', $html );
	}

	public function test_menus_hide_a_page_only_where_the_site_wants_it(): void {
		$item = static fn( int $id, string $type, int $object, int $parent = 0 ): object => (object) [ 'ID' => $id, 'type' => $type, 'object_id' => $object, 'menu_item_parent' => $parent ];
		$menu = [ $item( 1, 'post_type', $this->closed ), $item( 2, 'custom', 2, 1 ), $item( 3, 'post_type', $this->open ) ];
		$this->server_decides( false, 'level_missing', [ 'menu' => 'always' ] );
		$this->assertCount( 3, apply_filters( 'wp_nav_menu_objects', $menu, new stdClass() ) );
		$this->server_decides( false, 'level_missing', [ 'menu' => 'allowed' ] );
		$left = apply_filters( 'wp_nav_menu_objects', $menu, new stdClass() );
		$this->assertSame( [ 3 ], array_values( wp_list_pluck( $left, 'ID' ) ) );
	}

	private function go_to( int $post_id ): void {
		query_posts( "p=$post_id" );
		the_post();
	}
}
