<?php

final class ScriptTest extends PluginTestCase {
	protected function tearDown(): void {
		$GLOBALS['wp_query'] = new WP_Query();
		parent::tearDown();
	}

	public function test_the_script_is_a_module_from_the_server_without_a_version(): void {
		do_shortcode( '[customer_center]' );
		$html = $this->printed_by( 'wp_print_scripts' );
		$this->assertMatchesRegularExpression( '#<script type="module" src=(["\'])https://customers\.example\.test/embed/customer-center\.js\1#', $html );
		$this->assertSame( 1, substr_count( $html, 'type=' ) );
		$this->assertStringNotContainsString( 'ver=', $html );
	}

	public function test_two_shortcodes_bring_script_and_style_once(): void {
		do_shortcode( '[customer_center section="orders"] [customer_center section="profile"]' );
		$this->assertSame( 1, substr_count( $this->printed_by( 'wp_print_scripts' ), '<script' ) );
		$this->assertSame( 1, substr_count( $this->printed_by( 'wp_print_styles' ), 'min-height:34em' ) );
	}

	public function test_the_place_of_the_element_is_kept_until_its_script_has_come(): void {
		do_shortcode( '[customer_center]' );
		$this->assertStringContainsString( 'customer-center:not(:defined){display:block;min-height:34em}customer-center[section]:not(:defined){min-height:14em}', $this->printed_by( 'wp_print_styles' ) );
	}

	public function test_a_page_with_the_shortcode_has_script_and_style_in_its_head(): void {
		$GLOBALS['wp_query'] = new WP_Query( [ 'pagename' => 'account' ] );
		the_post();
		do_action( 'wp_enqueue_scripts' );
		$this->assertTrue( wp_script_is( 'customer-center' ) );
		$this->assertTrue( wp_style_is( 'customer-center' ) );
	}

	public function test_a_page_without_the_shortcode_loads_nothing(): void {
		$GLOBALS['wp_query'] = new WP_Query( [ 'pagename' => 'sample-page' ] );
		$this->assertTrue( $GLOBALS['wp_query']->is_singular() );
		the_post();
		do_action( 'wp_enqueue_scripts' );
		$this->assertFalse( wp_script_is( 'customer-center' ) );
		$this->assertFalse( wp_style_is( 'customer-center' ) );
	}

	public function test_other_scripts_stay_as_they_are(): void {
		$tag = "<script type='text/javascript' src='https://example.test/a.js' id='a-js'></script>\n";
		$this->assertSame( $tag, apply_filters( 'script_loader_tag', $tag, 'a', 'https://example.test/a.js' ) );
	}
}
