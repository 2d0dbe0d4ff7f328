<?php
// For php -S: stands where the server stands and answers with what it received, so that tests see what really arrived.
if ( isset( $_GET['set'] ) ) {
	header( 'Set-Cookie: other=1; Path=/', false );
	header( 'Set-Cookie: __Host-cc_sid=s%3Anew%2B1.x%2Fy+z==; Path=/; Expires=Wed, 23 Dec 2026 08:00:00 GMT; HttpOnly; Secure; SameSite=Lax', false );
	header( 'Set-Cookie: cc_attempt=; Path=/; Max-Age=0', false );
}
if ( isset( $_GET['redirect'] ) ) {
	header( 'Location: https://elsewhere.example.test/x?y=%2F', true, 302 );
	return;
}
if ( isset( $_GET['empty'] ) ) {
	http_response_code( 204 );
	return;
}
if ( isset( $_GET['file'] ) ) {
	header( 'Content-Type: application/pdf' );
	header( 'Content-Disposition: attachment; filename="invoice.pdf"' );
	header( 'Content-Encoding: gzip' );
	header( 'Cache-Control: public, max-age=600' );
	echo gzencode( "%PDF-1.7\r\n\x00\xFF" );
	return;
}
header( 'Content-Type: application/json' );
header( 'Access-Control-Allow-Origin: *' );
echo json_encode(
	array(
		'method'  => $_SERVER['REQUEST_METHOD'],
		'url'     => $_SERVER['REQUEST_URI'],
		'headers' => array_change_key_case( getallheaders() ),
		'body'    => file_get_contents( 'php://input' ),
	)
);
