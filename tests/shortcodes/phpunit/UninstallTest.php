<?php

final class UninstallTest extends PluginTestCase {
	public function test_deleting_the_plugin_removes_its_option(): void {
		$this->assertNotFalse( get_option( 'customer_center' ) );
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'customer-center/customer-center.php' );
		require dirname( CustomerCenter\PLUGIN_FILE ) . '/uninstall.php';
		$this->assertFalse( get_option( 'customer_center' ) );
	}

	public function test_nothing_else_is_left_in_the_options_table(): void {
		global $wpdb;
		$names = $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%customer%center%'" );
		$this->assertSame( [ 'customer_center' ], $names );
	}
}
