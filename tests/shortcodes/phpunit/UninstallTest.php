<?php

final class UninstallTest extends PluginTestCase {
	public function test_deleting_the_plugin_removes_its_option(): void {
		$this->assertNotFalse( get_option( 'customer_center' ) );
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'customer-center/customer-center.php' );
		require dirname( CustomerCenter\PLUGIN_FILE ) . '/uninstall.php';
		$this->assertFalse( get_option( 'customer_center' ) );
	}

	public function test_nothing_is_left_in_the_options_table(): void {
		global $wpdb;
		update_option( 'customer_center_pages', [ 7 => [ 'rule' => 'signed_in', 'levels' => [], 'pending' => true ] ] );
		update_option( 'customer_center_levels', [ [ 'name' => 'Studio', 'levels' => [] ] ] );
		set_transient( 'customer_center_told_x', 1, 60 );
		require dirname( CustomerCenter\PLUGIN_FILE ) . '/uninstall.php';
		$this->assertSame( [], $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%customer%center%'" ) );
	}
}
