import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json: above this file, and above the bundle that it becomes part of. */
const root = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('package.json of the customer center is missing: it stands above server or dist');
  return findRoot(parent);
}

/** A file or folder of the project, from whatever folder the program was started. */
export const projectFile = (path: string): string => join(root, path);
