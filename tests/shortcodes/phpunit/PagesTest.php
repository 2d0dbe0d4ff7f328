<?php

use function CustomerCenter\closed_pages;
use function CustomerCenter\decisions;
use function CustomerCenter\may_see;
use function CustomerCenter\save_box;
use function CustomerCenter\set_page_rule;
use function CustomerCenter\sync_pages;

/** The copy of the rules that is kept here, and the box that changes them. */
final class PagesTest extends PluginTestCase {
	private int $page;

	protected function setUp(): void {
		parent::setUp();
		$this->page = wp_insert_post( [ 'post_type' => 'page', 'post_status' => 'publish', 'post_author' => 1, 'post_title' => 'Members & friends' ] );
		delete_option( 'customer_center_pages' );
		$this->calls = [];
	}

	protected function tearDown(): void {
		wp_delete_post( $this->page, true );
		delete_option( 'customer_center_pages' );
		$_POST = [];
		parent::tearDown();
	}

	public function test_a_rule_is_told_to_the_server_with_address_and_title(): void {
		$this->assertTrue( set_page_rule( $this->page, 'any', [ 'gold' ] ) );
		$sent = json_decode( $this->calls[0]['args']['body'], true )['pages'][0];
		$this->assertSame( [ 'externalId' => (string) $this->page, 'address' => get_permalink( $this->page ), 'title' => 'Members & friends', 'rule' => 'any', 'levels' => [ 'gold' ] ], $sent );
		$this->assertSame( 'PUT', $this->calls[0]['args']['method'] );
		$this->assertFalse( closed_pages()[ $this->page ]['pending'] );
	}

	public function test_while_the_server_is_away_a_page_that_was_closed_is_closed_to_all(): void {
		$this->server_is_down();
		$this->assertFalse( set_page_rule( $this->page, 'any', [ 'gold' ] ) );
		$this->assertTrue( closed_pages()[ $this->page ]['pending'] );
		decisions( [] );
		$this->server_answers( 200, '{"answers":[{"isAllowed":true,"reason":"level_held","menu":"always"}],"isSignedIn":true}' );
		$this->assertFalse( may_see( $this->page ) );
	}

	public function test_what_waits_is_told_at_the_next_occasion(): void {
		$this->server_is_down();
		set_page_rule( $this->page, 'signed_in', [] );
		$list = [ 'items' => [ [ 'externalId' => (string) $this->page, 'address' => 'x', 'rule' => 'signed_in', 'levels' => [] ] ], 'next' => null, 'postLoginPage' => 'center' ];
		$this->server_answers_in_turn( [ 200, '{"at":"2026-01-01T00:00:00Z"}' ], [ 200, '{"at":"2026-01-01T00:00:00Z"}' ], [ 200, wp_json_encode( $list ) ], [ 200, '{"programs":[]}' ] );
		$this->assertTrue( sync_pages() );
		$this->assertFalse( closed_pages()[ $this->page ]['pending'] );
	}

	public function test_rules_set_at_the_desk_are_taken_over_also_by_address(): void {
		$list = [ 'items' => [ [ 'externalId' => null, 'address' => get_permalink( $this->page ), 'rule' => 'all', 'levels' => [ 'gold', 'silver' ] ], [ 'externalId' => '999999', 'address' => 'y', 'rule' => 'everyone', 'levels' => [] ] ], 'next' => null, 'postLoginPage' => 'center' ];
		$this->server_answers_in_turn( [ 200, '{"at":"2026-01-01T00:00:00Z"}' ], [ 200, wp_json_encode( $list ) ], [ 200, '{"programs":[]}' ] );
		sync_pages();
		$this->assertSame( [ $this->page => [ 'rule' => 'all', 'levels' => [ 'gold', 'silver' ], 'pending' => false ] ], closed_pages() );
	}

	/** D20 */
	public function test_a_draft_that_was_closed_is_closed_the_moment_it_is_published(): void {
		foreach ( [ 'draft', 'future', 'trash' ] as $status ) {
			$date = $status === 'future' ? gmdate( 'Y-m-d H:i:s', time() + DAY_IN_SECONDS ) : null;
			wp_update_post( [ 'ID' => $this->page, 'post_status' => $status ] + ( $date ? [ 'post_date' => $date, 'post_date_gmt' => $date, 'edit_date' => true ] : [] ) );
			$this->server_answers( 200, '{"at":"2026-01-01T00:00:00Z","items":[],"programs":[],"next":null}' );
			set_page_rule( $this->page, 'signed_in', [] );
			$this->assertTrue( sync_pages() );
			$this->server_is_down();
			decisions( [] );
			wp_publish_post( $this->page );
			$this->assertFalse( may_see( $this->page ), $status );
		}
		wp_delete_post( $this->page, true );
		$this->server_answers( 200, '{"at":"2026-01-01T00:00:00Z","items":[],"programs":[],"next":null}' );
		sync_pages();
		$this->assertSame( [], closed_pages() );
	}

	public function test_a_server_that_fails_halfway_opens_nothing(): void {
		update_option( 'customer_center_pages', [ $this->page => [ 'rule' => 'any', 'levels' => [ 'gold' ], 'pending' => false ] ] );
		$this->server_answers_in_turn( [ 200, '{"at":"2026-01-01T00:00:00Z"}' ], [ 503, '{}' ] );
		$this->assertFalse( sync_pages() );
		$this->assertArrayHasKey( $this->page, closed_pages() );
	}

	/** @param array<string, mixed> $fields */
	private function send_box( array $fields ): void {
		$_POST = $fields + [ 'customer_center_access_nonce' => wp_create_nonce( 'customer_center_access' ) ];
		save_box( $this->page, get_post( $this->page ) );
	}

	public function test_the_box_closes_a_page(): void {
		$this->sign_in_as( 'editor' );
		$this->send_box( [ 'customer_center_rule' => 'any', 'customer_center_levels' => [ 'gold' ] ] );
		$this->assertSame( [ 'gold' ], closed_pages()[ $this->page ]['levels'] );
	}

	/** @return array<string, array{0: string, 1: array<string, mixed>}> */
	public static function refused_boxes(): array {
		return [
			'a contributor'       => [ 'contributor', [ 'customer_center_rule' => 'signed_in' ] ],
			'a subscriber'        => [ 'subscriber', [ 'customer_center_rule' => 'signed_in' ] ],
			'a forged form'       => [ 'editor', [ 'customer_center_rule' => 'signed_in', 'customer_center_access_nonce' => 'x' ] ],
			'an unknown rule'     => [ 'editor', [ 'customer_center_rule' => 'nobody' ] ],
			'an array for a rule' => [ 'editor', [ 'customer_center_rule' => [ 'any' ] ] ],
			'no level'            => [ 'editor', [ 'customer_center_rule' => 'any' ] ],
		];
	}

	/**
	 * @dataProvider refused_boxes
	 * @param array<string, mixed> $fields
	 */
	public function test_the_box_changes_nothing_for( string $login, array $fields ): void {
		$this->sign_in_as( $login );
		$this->send_box( $fields );
		$this->assertSame( [], closed_pages() );
		$this->assertSame( [], $this->calls );
	}

	public function test_the_box_prints_names_of_levels_as_text(): void {
		$this->sign_in_as( 'editor' );
		update_option( 'customer_center_levels', [ [ 'name' => '<script>x</script>', 'levels' => [ [ 'slug' => 'gold"', 'name' => '<b>Gold</b>' ] ] ] ] );
		$html = $this->printed_by( fn() => CustomerCenter\render_box( get_post( $this->page ) ) );
		delete_option( 'customer_center_levels' );
		$this->assertStringNotContainsString( '<script>', $html );
		$this->assertStringNotContainsString( '<b>', $html );
		$this->assertStringContainsString( '&lt;b&gt;Gold', $html );
	}

	public function test_a_server_that_does_not_understand_is_told_the_version_once(): void {
		delete_transient( 'customer_center_told_' . md5( 'plugin_outdated 0.1.0' ) );
		$this->server_answers( 422, '{"code":"invalid_request"}' );
		set_page_rule( $this->page, 'signed_in', [] );
		set_page_rule( $this->page, 'everyone', [] );
		$reports = array_filter( $this->calls, static fn( array $call ): bool => str_ends_with( $call['url'], '/vendor/site-reports' ) );
		$this->assertCount( 1, $reports );
		$this->assertSame( [ 'kind' => 'plugin_outdated', 'detail' => '0.1.0' ], json_decode( current( $reports )['args']['body'], true ) );
	}

	public function test_what_was_closed_at_the_desk_is_closed_here_within_a_minute_by_one_call(): void {
		delete_transient( 'customer_center_fresh' );
		$list = [ 'items' => [ [ 'externalId' => (string) $this->page, 'address' => 'x', 'rule' => 'signed_in', 'levels' => [] ] ], 'next' => null, 'postLoginPage' => 'center' ];
		$this->server_answers( 200, (string) wp_json_encode( $list ) );
		do_action( 'wp' );
		do_action( 'wp' );
		$this->assertCount( 1, $this->calls );
		$this->assertArrayHasKey( $this->page, closed_pages() );
		delete_transient( 'customer_center_fresh' );
	}
}
