import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sectionNames } from '../../server/features/boot/boot.contract.ts';

test('the shortcode knows the sections of the center, and no others', () => {
  const plugin = readFileSync('shortcodes/customer-center/includes/shortcodes.php', 'utf8');
  const [, list = ''] = /const SECTIONS\s*=\s*\[([^\]]*)\]/.exec(plugin) ?? [];
  expect([...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)).toEqual([...sectionNames]);
});
