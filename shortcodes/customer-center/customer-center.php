<?php
/**
 * Plugin Name:       Customer Center
 * Description:       Customers sign in and look after everything they bought, on a page of your own site: [customer_center].
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.0
 * License:           MIT
 * Text Domain:       customer-center
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

const OPTION      = 'customer_center';
const PLUGIN_FILE = __FILE__;

require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/settings-page.php';
require __DIR__ . '/includes/server.php';
require __DIR__ . '/includes/connection.php';
require __DIR__ . '/includes/shortcodes.php';
require __DIR__ . '/includes/script.php';
require __DIR__ . '/includes/proxy.php';
require __DIR__ . '/includes/pages.php';
require __DIR__ . '/includes/box.php';
require __DIR__ . '/includes/guard.php';
require __DIR__ . '/includes/guard-lists.php';
require __DIR__ . '/includes/refusal.php';
