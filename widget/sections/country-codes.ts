/** What browsers can name besides countries and territories: former ones, unions, and codes for tests. */
const others = 'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB YD YU ZR ZZ';
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Countries and territories, as two letters each: the ones that the browser has a name for. */
export function countryCodes(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  return pairs.filter((code) => names.of(code) && !others.includes(code));
}
