<?php
/**
 * Settings → Customer Center: the fields, the check, and how the center gets onto a page.
 *
 * @package CustomerCenter
 */

namespace CustomerCenter;

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', __NAMESPACE__ . '\\add_settings_page' );
/**
 * Adds Settings → Customer Center.
 */
function add_settings_page(): void {
	add_options_page( __( 'Customer Center', 'customer-center' ), __( 'Customer Center', 'customer-center' ), 'manage_options', SETTINGS_PAGE, __NAMESPACE__ . '\\render_settings_page' );
}

add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), __NAMESPACE__ . '\\add_settings_link' );
/**
 * Adds a link to the settings in the list of plugins.
 *
 * @param string[] $links Links of the plugin.
 * @return string[]
 */
function add_settings_link( array $links ): array {
	array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( settings_url() ), esc_html__( 'Settings', 'customer-center' ) ) );
	return $links;
}

add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\\enqueue_settings_assets' );
/**
 * Makes the page's copy buttons work.
 *
 * @param string $page Admin page at hand.
 */
function enqueue_settings_assets( string $page ): void {
	if ( $page !== 'settings_page_' . SETTINGS_PAGE ) {
		return;
	}
	wp_register_script( 'customer-center-settings', false, [ 'clipboard', 'wp-a11y' ], null, true );
	wp_enqueue_script( 'customer-center-settings' );
	$copied = wp_json_encode( __( 'Copied', 'customer-center' ) );
	wp_add_inline_script( 'customer-center-settings', "new ClipboardJS( '.customer-center-copy button' ).on( 'success', ( { trigger } ) => { trigger.textContent = $copied; wp.a11y.speak( $copied ); trigger.focus(); } );" );
	wp_register_style( 'customer-center-settings', false, [], null );
	wp_enqueue_style( 'customer-center-settings' );
	wp_add_inline_style( 'customer-center-settings', '.customer-center-intro,.customer-center-steps{max-width:46em}.customer-center-check{margin-bottom:2.5em}.customer-center-copy{display:flex;flex-wrap:wrap;gap:8px;align-items:center}.customer-center-copy code{padding:6px 8px;background:#fff;border:1px solid #c3c4c7;border-radius:4px;overflow-wrap:anywhere}.customer-center-steps>li{margin-bottom:1.5em}' );
}

/**
 * Prints the settings page.
 */
function render_settings_page(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Customer Center', 'customer-center' ); ?></h1>
		<p class="customer-center-intro"><?php esc_html_e( 'Your customers sign in and look after what they bought on a page of this site. Their data stays on your customer center server; here you only say where it is.', 'customer-center' ); ?></p>
		<form action="options.php" method="post">
			<?php
			settings_fields( SETTINGS_PAGE );
			do_settings_sections( SETTINGS_PAGE );
			submit_button();
			?>
		</form>
		<?php
		render_check();
		render_landing();
		render_instructions();
		?>
	</div>
	<?php
}

/**
 * Prints the field of the server address.
 */
function render_server_field(): void {
	printf(
		'<input type="url" class="regular-text code" id="customer-center-server" name="customer_center[server]" value="%s" placeholder="https://customers.example.com" aria-describedby="customer-center-server-help" spellcheck="false"><p class="description" id="customer-center-server-help">%s</p>',
		esc_attr( settings()['server'] ),
		esc_html__( 'Where your customer center server runs. It begins with https://.', 'customer-center' )
	);
}

/**
 * Prints the field of the site id.
 */
function render_site_field(): void {
	printf(
		'<input type="text" class="regular-text code" id="customer-center-site" name="customer_center[site]" value="%s" maxlength="40" autocomplete="off" aria-describedby="customer-center-site-help" autocapitalize="none" spellcheck="false"><p class="description" id="customer-center-site-help">%s</p>',
		esc_attr( settings()['site'] ),
		esc_html__( 'The name of your site on the server: small letters, digits and dashes.', 'customer-center' )
	);
}

/**
 * Prints the field of the secret, always empty.
 */
function render_secret_field(): void {
	$is_saved = settings()['secret'] !== '';
	printf(
		'<input type="password" class="regular-text code" id="customer-center-secret" name="customer_center[secret]" value="" autocomplete="new-password" placeholder="%s" aria-describedby="customer-center-secret-help"><p class="description" id="customer-center-secret-help">%s</p>',
		$is_saved ? esc_attr__( 'saved', 'customer-center' ) : '',
		$is_saved
			? esc_html__( 'A secret is saved. It is not shown again; leave the field empty to keep it.', 'customer-center' )
			/* translators: %s: a command. */
			: sprintf( esc_html__( 'Proves to the server that calls come from this site. %s makes it there and shows it once.', 'customer-center' ), '<code>' . esc_html( 'npm run site -- key ' . site_or_placeholder() ) . '</code>' )
	);
	if ( $is_saved ) {
		printf( '<p><label><input type="checkbox" name="customer_center[remove_secret]" value="1"> %s</label></p>', esc_html__( 'Remove the saved secret', 'customer-center' ) );
	}
}

/**
 * The site id in commands.
 */
function site_or_placeholder(): string {
	return settings()['site'] === '' ? 'SITE' : settings()['site'];
}

/**
 * Prints the button that checks the saved settings.
 */
function render_check(): void {
	if ( ! is_configured() ) {
		return;
	}
	?>
	<h2><?php esc_html_e( 'Connection', 'customer-center' ); ?></h2>
	<form action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" method="post" class="customer-center-check">
		<input type="hidden" name="action" value="customer_center_check">
		<?php wp_nonce_field( 'customer_center_check' ); ?>
		<p><?php esc_html_e( 'Asks the server whether address, site id, secret and origin fit, as they are saved.', 'customer-center' ); ?></p>
		<?php submit_button( __( 'Check connection', 'customer-center' ), 'secondary', 'check', false ); ?>
	</form>
	<?php
}

/**
 * Prints the choice of the page where customers land after signing in.
 */
function render_landing(): void {
	$reply = is_configured() ? ask_vendor( 'GET', '/vendor/pages' ) : null;
	if ( ! is_array( $reply['items'] ?? null ) ) {
		return;
	}
	$chosen = (string) ( $reply['postLoginPage'] ?? 'center' );
	$pages  = [ 'center' => __( 'The customer center (recommended)', 'customer-center' ) ] + array_column( $reply['items'], 'title', 'address' );
	if ( ! isset( $pages[ $chosen ] ) ) {
		$pages[ $chosen ] = $chosen;
	}
	?>
	<h2><?php esc_html_e( 'After signing in', 'customer-center' ); ?></h2>
	<form action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" method="post" class="customer-center-check">
		<input type="hidden" name="action" value="customer_center_landing">
		<?php wp_nonce_field( 'customer_center_landing' ); ?>
		<p>
			<label for="customer-center-landing"><?php esc_html_e( 'Customers land on', 'customer-center' ); ?></label>
			<select id="customer-center-landing" name="page">
				<?php foreach ( $pages as $address => $title ) : ?>
					<option value="<?php echo esc_attr( $address ); ?>"<?php selected( $chosen, $address ); ?>><?php echo esc_html( $title === '' ? $address : $title ); ?></option>
				<?php endforeach; ?>
			</select>
			<?php submit_button( __( 'Save', 'customer-center' ), 'secondary', 'save', false ); ?>
		</p>
		<p class="description"><?php esc_html_e( 'Rules by program and level go before it; they are made at the desk of your customer center. Who may not see the page lands in the center, and reads why.', 'customer-center' ); ?></p>
	</form>
	<?php
}

add_action( 'admin_post_customer_center_landing', __NAMESPACE__ . '\\save_landing' );
/**
 * Answers the choice of the page where customers land.
 */
function save_landing(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You may not do this.', 'customer-center' ), '', [ 'response' => 403 ] );
	}
	check_admin_referer( 'customer_center_landing' );
	$page  = isset( $_POST['page'] ) && is_string( $_POST['page'] ) ? sanitize_text_field( wp_unslash( $_POST['page'] ) ) : '';
	$saved = $page !== '' && ask_vendor( 'PUT', '/vendor/post-login-page', [ 'page' => $page ] ) !== null;
	add_settings_error(
		OPTION,
		'landing',
		$saved ? esc_html__( 'Saved where customers land.', 'customer-center' ) : esc_html__( 'Where customers land was not changed: the server did not take it. Is the page still there, and does the connection work?', 'customer-center' ),
		$saved ? 'success' : 'error'
	);
	set_transient( 'settings_errors', get_settings_errors(), 30 );
	if ( wp_safe_redirect( add_query_arg( 'settings-updated', 'true', settings_url() ) ) ) {
		exit;
	}
}

/**
 * Prints how the center gets onto a page.
 */
function render_instructions(): void {
	?>
	<h2><?php esc_html_e( 'Put the center on a page', 'customer-center' ); ?></h2>
	<ol class="customer-center-steps">
		<li>
			<?php esc_html_e( 'The server answers only to pages it knows. The origin of this site must be on its list of allowed origins:', 'customer-center' ); ?>
			<?php render_copyable( home_origin() ); ?>
			<?php esc_html_e( 'Whoever runs the server adds it there with this command:', 'customer-center' ); ?>
			<?php render_copyable( 'npm run site -- set ' . site_or_placeholder() . ' --origin ' . home_origin() ); ?>
		</li>
		<li>
			<?php esc_html_e( 'Write this shortcode into the page that your customers will use:', 'customer-center' ); ?>
			<?php render_copyable( '[customer_center]' ); ?>
			<?php
			/* translators: %s: list of sections. */
			echo esc_html( sprintf( __( 'One section alone works too (%s):', 'customer-center' ), implode( ', ', SECTIONS ) ) );
			render_copyable( '[customer_center section="orders"]' );
			?>
			<p class="description">
				<?php
				/* translators: do not translate the words between angle brackets. */
				echo wp_kses( __( 'Further attributes: <code>theme="auto"</code>, <code>light</code> or <code>dark</code>; <code>locale="de"</code>; <code>program="…"</code>, whose sign-up defaults apply; <code>return_to="https://…"</code>, an address to go back to.', 'customer-center' ), [ 'code' => [] ] );
				?>
			</p>
		</li>
	</ol>
	<?php
}

/**
 * Prints a text with a button that copies it.
 *
 * @param string $text Text to copy.
 */
function render_copyable( string $text ): void {
	printf(
		'<p class="customer-center-copy"><code>%1$s</code> <button type="button" class="button button-small" data-clipboard-text="%2$s" aria-label="%3$s">%4$s</button></p>',
		esc_html( $text ),
		esc_attr( $text ),
		/* translators: %s: what is copied. */
		esc_attr( sprintf( __( 'Copy %s', 'customer-center' ), $text ) ),
		esc_html__( 'Copy', 'customer-center' )
	);
}
