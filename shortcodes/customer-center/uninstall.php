<?php
/**
 * Removes the plugin's options when the plugin is deleted. Everything else lives on the server.
 *
 * @package CustomerCenter
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'customer_center' );
delete_option( 'customer_center_pages' );
delete_option( 'customer_center_levels' );

global $wpdb;
$wpdb->query( "DELETE FROM $wpdb->options WHERE option_name LIKE '\_transient\_customer\_center\_%' OR option_name LIKE '\_transient\_timeout\_customer\_center\_%'" );
