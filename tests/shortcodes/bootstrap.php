<?php
// Loads the WordPress in WP_DIR, made by installWordPress() of tests/support/wordpress-site.js, for PHPUnit.
$folder = (string) getenv( 'WP_DIR' );
if ( ! is_file( "$folder/wp-load.php" ) ) {
	fwrite( STDERR, "WP_DIR must name an installed WordPress.\n" );
	exit( 1 );
}
$_SERVER = array_merge(
	$_SERVER,
	array(
		'HTTP_HOST'       => 'localhost',
		'SERVER_PROTOCOL' => 'HTTP/1.1',
		'REQUEST_METHOD'  => 'GET',
		'REQUEST_URI'     => '/',
		'REMOTE_ADDR'     => '203.0.113.9',
	)
);

// PHPUnit includes this file inside a function, where WordPress's variables would stay local.
foreach ( array( 'wpdb', 'table_prefix', 'wp_version', 'wp_filter', 'wp_actions', 'wp_filters', 'wp_current_filter', 'wp_plugin_paths', 'shortcode_tags', 'wp', 'wp_the_query', 'wp_query', 'wp_rewrite', 'wp_roles', 'wp_locale', 'wp_locale_switcher', 'wp_widget_factory', 'wp_embed', 'wp_textdomain_registry', 'wp_object_cache', 'pagenow', 'blog_id', 'wp_scripts', 'wp_styles' ) as $name ) {
	global $$name;
}
require "$folder/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once __DIR__ . '/phpunit/PluginTestCase.php';

foreach ( array( 'editor', 'contributor', 'subscriber' ) as $role ) {
	if ( ! username_exists( $role ) ) {
		wp_insert_user( array( 'user_login' => $role, 'user_pass' => 'password', 'user_email' => "$role@example.test", 'role' => $role ) );
	}
}
