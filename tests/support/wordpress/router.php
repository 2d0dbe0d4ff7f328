<?php
// For php -S: sends files as they are, runs the scripts of wp-admin, and gives every other address to WordPress.
$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$file = $root . $path;

if ( $path !== '/' && is_file( $file ) ) {
	return false;
}
if ( is_file( rtrim( $file, '/' ) . '/index.php' ) ) {
	if ( ! str_ends_with( $path, '/' ) ) {
		header( "Location: $path/" );
		return true;
	}
	$script = $path . 'index.php';
} else {
	$script = '/index.php';
}
$_SERVER['SCRIPT_NAME']     = $script;
$_SERVER['PHP_SELF']        = $script;
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
unset( $_SERVER['PATH_INFO'] );
chdir( dirname( $root . $script ) );
require $root . $script;
