<?php

final class ShortcodeTest extends PluginTestCase {
	public function test_the_whole_center_is_one_inert_tag(): void {
		$this->assertSame(
			'<customer-center site="demo" server="http://localhost/wp-json/customer-center/v1"></customer-center>',
			do_shortcode( '[customer_center]' )
		);
	}

	public function test_every_attribute_reaches_the_tag(): void {
		$this->assertSame(
			'<customer-center site="demo" server="http://localhost/wp-json/customer-center/v1" section="orders" theme="dark" locale="de-DE" program="open-evenings" return-to="https://shop.example.test/?a=1&#038;b=2"></customer-center>',
			do_shortcode( '[customer_center section="orders" theme="dark" locale="de_DE" program=" Open-Evenings" return_to="https://shop.example.test/?a=1&b=2"]' )
		);
	}

	public function test_attributes_are_trimmed_and_their_case_does_not_matter(): void {
		$this->assertSame(
			do_shortcode( '[customer_center section="orders" theme="light"]' ),
			do_shortcode( "[customer_center section='  Orders ' THEME=\"LIGHT\"]" )
		);
	}

	public function test_a_program_that_is_no_slug_is_left_out(): void {
		$this->assertSame( do_shortcode( '[customer_center]' ), do_shortcode( '[customer_center program="<b>"]' ) );
	}

	public function test_the_button_is_one_inert_tag_and_brings_its_script(): void {
		$this->assertSame(
			'<customer-center-button site="demo" server="http://localhost/wp-json/customer-center/v1" theme="dark"></customer-center-button>',
			do_shortcode( '[customer_center_button theme="dark" section="orders"]' )
		);
		$this->assertTrue( wp_script_is( 'customer-center-button' ) );
	}

	/** @dataProvider sections */
	public function test_each_section_can_be_shown_alone( string $section ): void {
		$this->assertStringContainsString( " section=\"$section\"", do_shortcode( "[customer_center section=\"$section\"]" ) );
	}

	public function sections(): array {
		return array_map( static fn( $section ) => [ $section ], [ 'overview', 'subscriptions', 'courses', 'programs', 'orders', 'invoices', 'payments', 'credit-memos', 'payment-methods', 'addresses', 'phones', 'profile', 'security' ] );
	}

	public function test_an_unknown_section_shows_the_whole_center_to_a_visitor_and_says_nothing(): void {
		$this->assertSame( do_shortcode( '[customer_center]' ), do_shortcode( '[customer_center section="ordres"]' ) );
	}

	public function test_an_unknown_section_is_explained_to_an_admin(): void {
		$this->sign_in_as( 'admin' );
		$html = do_shortcode( '[customer_center section="ordres <b>"]' );
		$this->assertStringContainsString( 'no section “ordres &lt;b&gt;”', $html );
		$this->assertStringContainsString( 'overview, subscriptions, courses, programs, orders, invoices, payments, credit-memos, payment-methods, addresses, phones, profile, security', $html );
		$this->assertStringEndsWith( do_shortcode( '[customer_center]' ), $html );
	}

	public function test_an_editor_is_not_told_about_an_unknown_section(): void {
		$this->sign_in_as( 'editor' );
		$this->assertSame( do_shortcode( '[customer_center]' ), do_shortcode( '[customer_center section="ordres"]' ) );
	}

	public function test_the_html_is_the_same_for_everyone(): void {
		$shortcode = '[customer_center section="orders" theme="auto"]';
		$visitor   = do_shortcode( $shortcode );
		foreach ( [ 'subscriber', 'contributor', 'editor', 'admin' ] as $login ) {
			$this->sign_in_as( $login );
			$this->assertSame( $visitor, do_shortcode( $shortcode ), $login );
		}
	}

	public function test_nothing_is_printed_for_visitors_until_the_settings_are_complete(): void {
		$this->configure( [ 'server' => '' ] );
		$this->assertSame( '', do_shortcode( '[customer_center]' ) );
		$this->assertFalse( wp_script_is( 'customer-center' ) );
	}

	public function test_an_admin_is_led_to_settings_that_are_incomplete(): void {
		$this->configure( [ 'site' => '' ] );
		$this->sign_in_as( 'admin' );
		$html = do_shortcode( '[customer_center]' );
		$this->assertStringContainsString( '/wp-admin/options-general.php?page=customer-center"', $html );
		$this->assertStringNotContainsString( '<customer-center', $html );
	}

	public function test_the_secret_is_not_in_the_page(): void {
		$this->sign_in_as( 'admin' );
		$this->assertStringNotContainsString( self::SETTINGS['secret'], do_shortcode( '[customer_center section="?"]' ) );
	}

	public function test_the_proxy_is_addressed_by_rest_route_where_permalinks_are_plain(): void {
		update_option( 'permalink_structure', '' );
		$GLOBALS['wp_rewrite']->init();
		$this->assertStringContainsString( ' server="http://localhost/index.php?rest_route=/customer-center/v1"', do_shortcode( '[customer_center]' ) );
	}

	/** @dataProvider hostile_values */
	public function test_a_contributor_can_inject_nothing( string $value ): void {
		foreach ( [ 'section', 'theme', 'locale', 'return_to', 'site', 'server', 'onclick', 'style' ] as $attribute ) {
			foreach ( [ "\"$value\"", "'$value'", $value ] as $written ) {
				$this->assert_harmless_for_everyone( "[customer_center $attribute=$written]" );
			}
		}
		$this->assert_harmless_for_everyone( "[customer_center $value]" );
		$this->assert_harmless_for_everyone( "[customer_center]{$value}[/customer_center]" );
	}

	public function hostile_values(): array {
		return array_map(
			static fn( $value ) => [ $value ],
			[
				'"><script>alert(1)</script>',
				'\'><img src=x onerror=alert(1)>',
				'&quot; onmouseover=&quot;alert(1)',
				'&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;',
				'orders" onfocus="alert(1)" autofocus tabindex="0',
				'orders onload=alert(1)',
				'orders</customer-center><script>alert(1)</script>',
				'javascript:alert(1)',
				'JaVaScRiPt&colon;alert(1)',
				'java&#10;script:alert(1)',
				"java\tscript:alert(1)",
				' javascript://example.test/%0aalert(1)',
				'data:text/html,<script>alert(1)</script>',
				'vbscript:msgbox(1)',
				'https://example.test/"onclick="alert(1)',
				"https://example.test/' onclick='alert(1)",
				'de"><svg/onload=alert(1)>',
				"de\n\" onclick=\"alert(1)",
				'{{constructor.constructor("alert(1)")()}}',
				'\\" onclick=\\"alert(1)',
				'%22%20onclick%3D%22alert(1)',
				"\xC0\xA2 onclick=alert(1)",
				'<!--',
				']]>',
				'[customer_center section="]',
			]
		);
	}

	/** As the contributor saves it, and as a widget or template would run it: not cleaned by kses first. */
	private function assert_harmless_for_everyone( string $shortcode ): void {
		$this->sign_in_as( 'contributor' );
		$saved = wp_unslash( apply_filters( 'content_save_pre', wp_slash( $shortcode ) ) );
		foreach ( [ 'contributor', 'admin' ] as $reader ) {
			$this->sign_in_as( $reader );
			$this->assert_harmless( apply_filters( 'the_content', $saved ) );
			$this->assert_harmless( do_shortcode( $shortcode ) );
		}
	}

	/** Nothing but text, paragraphs and our tag with our attributes; addresses by http or https. */
	private function assert_harmless( string $html ): void {
		// What stands outside the shortcode is WordPress's business.
		$html = preg_replace( '#\[/?customer_center.*#s', '', $html );
		preg_match_all( '#<customer-center.*?</customer-center>|<p class="customer-center-notice".*?</p>#s', $html, $ours );
		foreach ( $ours[0] as $markup ) {
			$document = new DOMDocument();
			$document->loadHTML( '<?xml encoding="utf-8"?><body>' . $markup . '</body>', LIBXML_NOERROR );
			foreach ( $document->getElementsByTagName( '*' ) as $element ) {
				$this->assertContains( $element->tagName, [ 'html', 'body', 'p', 'strong', 'customer-center' ], $markup );
				foreach ( $element->attributes as $attribute ) {
					$this->assertContains( $attribute->name, [ 'class', 'role', 'site', 'server', 'section', 'theme', 'locale', 'return-to' ], $markup );
					if ( $attribute->name === 'return-to' ) {
						$this->assertMatchesRegularExpression( '#\A(https?://|/|\?|\#|[^:]*\z)#', $attribute->value, $markup );
					}
				}
			}
		}
		foreach ( [ 'site' => 'demo', 'server' => 'http://localhost/wp-json/customer-center/v1' ] as $name => $value ) {
			preg_match_all( "#<customer-center[^>]* $name=\"([^\"]*)\"#", $html, $found );
			$this->assertSame( [], array_diff( $found[1], [ $value ] ), $html );
		}
		$this->assertStringNotContainsString( '<script', implode( '', $ours[0] ) );
	}
}
