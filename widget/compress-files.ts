import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { smallScript } from './small-script.ts';

/**
 * Makes the script small (see `smallScript`), then writes `.br` and `.gz` beside each file at the strongest setting, so that
 * the server compresses nothing while running.
 */
export function compressFiles(): Plugin[] {
  const compress: Plugin = {
    name: 'compress-files',
    writeBundle({ dir }) {
      if (!dir) return;
      for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!entry.endsWith('.js')) continue;
        const file = join(dir, entry);
        const content = readFileSync(file);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
  return [...smallScript(), compress];
}
