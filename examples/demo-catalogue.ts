/** What the demo's school sells, and the words its crowd is made of. */
export interface Item {
  key: string;
  kind: 'course' | 'membership' | 'plan';
  title: string;
  /** EUR, tax included. */
  cents: number;
  interval?: 'month' | 'year';
  program?: string;
}

export const catalogue: Item[] = [
  { key: 'hand-building', kind: 'course', title: 'Hand-building for beginners', cents: 8900 },
  { key: 'wheel', kind: 'course', title: 'First week at the wheel', cents: 14900 },
  { key: 'glazes', kind: 'course', title: 'Glazes you can eat from', cents: 6900 },
  { key: 'raku', kind: 'course', title: 'A night of raku firing', cents: 11900 },
  { key: 'short-story', kind: 'course', title: 'The short story in eight evenings', cents: 12900 },
  { key: 'letters', kind: 'course', title: 'Letters to nobody: essay writing', cents: 7900 },
  { key: 'ink', kind: 'course', title: 'Ink, nib and patience', cents: 5900 },
  { key: 'bindery', kind: 'course', title: 'Binding your own notebook', cents: 4900 },
  { key: 'studio', kind: 'membership', title: 'Studio', cents: 4900, interval: 'month', program: 'Studio Membership' },
  {
    key: 'studio-plus',
    kind: 'membership',
    title: 'Studio Plus',
    cents: 7900,
    interval: 'month',
    program: 'Studio Membership',
  },
  {
    key: 'circle',
    kind: 'membership',
    title: 'Circle, monthly',
    cents: 1900,
    interval: 'month',
    program: 'Writers’ Circle',
  },
  {
    key: 'circle-year',
    kind: 'membership',
    title: 'Circle, yearly',
    cents: 19000,
    interval: 'year',
    program: 'Writers’ Circle',
  },
  {
    key: 'journal',
    kind: 'membership',
    title: 'The Quill, printed journal',
    cents: 900,
    interval: 'month',
    program: 'Writers’ Circle',
  },
  {
    key: 'archive',
    kind: 'membership',
    title: 'Lecture archive',
    cents: 1200,
    interval: 'month',
    program: 'Writers’ Circle',
  },
  {
    key: 'ceramics-year',
    kind: 'plan',
    title: 'The ceramics year',
    cents: 15000,
    interval: 'month',
    program: 'Studio Membership',
  },
  { key: 'bindery-plan', kind: 'plan', title: 'Bindery intensive', cents: 9900, interval: 'month' },
];

export const firstNames =
  'Ada Bruno Clara David Elif Franz Greta Hanna Ivo Judith Karl Lena Milan Nora Oskar Paula Quirin Rosa Samir Tilda Udo Vera Wanda Xenia Yusuf Zoe'.split(
    ' ',
  );
export const lastNames =
  'Abel Becker Christen Decker Engel Fuchs Graf Hoffmann Ivers Jansen Kaya Lorenz Maurer Neumann Otto Pohl Quandt Richter Sommer Thal Ulrich Vogt Winter Yildiz Zander'.split(
    ' ',
  );
export const streets = [
  'Ahornweg',
  'Bahnhofstraße',
  'Gartenstraße',
  'Lindenallee',
  'Marktgasse',
  'Am Mühlbach',
  'Seestraße',
];
export const towns = ['20095 Hamburg', '10115 Berlin', '50667 Köln', '80331 München', '04109 Leipzig', '28195 Bremen'];
