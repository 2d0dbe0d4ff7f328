/** Everything before the last word is first names: more people have several of those than of last ones. `Lee, Ann` works too. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const [last = '', first] = name.split(',').map((part) => part.trim());
  if (first !== undefined) return { firstName: first, lastName: last };
  const words = name.split(/\s+/).filter(Boolean);
  if (words.length < 2) return { firstName: words.join(' '), lastName: '' };
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}
