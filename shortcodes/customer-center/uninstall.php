<?php
/**
 * Removes the plugin's one option when the plugin is deleted. Everything else lives on the server.
 *
 * @package CustomerCenter
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'customer_center' );
