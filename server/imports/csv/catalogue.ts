import { v7 as newId } from 'uuid';
import { safeUrl } from '../../http/redirects.ts';
import type { CourseRow, LevelRow, ProgramRow } from './catalogue.store.ts';
import type { Statements } from './statements.store.ts';

/** More are no catalogue but a column mistaken for it. */
const mostNew = 1000;

const plain = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, ' ');

export type Catalogue = Awaited<ReturnType<typeof openCatalogue>>;

interface Options {
  siteId: string;
  catalogue: Statements['catalogue'];
  /** `--create-missing`: what a row names and is not there gets made. */
  createMissing: boolean;
}

/** Courses, programs and levels of the site, found by their id or name. */
export async function openCatalogue({ siteId, catalogue, createMissing }: Options) {
  const courses = named(await catalogue.courses(siteId), ({ id, title }) => [id, title]);
  const programs = named(await catalogue.programs(siteId), ({ id, name, slug }) => [id, name, slug]);
  const levels = named(await catalogue.levels(siteId), ({ id, name }) => [id, name]);
  const newCourses = new Map<string, CourseRow>();
  const newPrograms = new Map<string, ProgramRow>();
  const newLevels = new Map<string, LevelRow>();

  const missing = (what: string, name: string, there: string[], how: string): Error => {
    const few = there.slice(0, 10).join(', ') + (there.length > 10 ? ` and ${there.length - 10} more` : '');
    return new Error(`there is no ${what} "${name}". There are: ${few || 'none'}. ${how}`);
  };
  const refuseFlood = (what: string, made: Map<string, unknown>) => {
    if (made.size >= mostNew) throw new Error(`is the ${mostNew + 1}st new ${what}: is this the right column?`);
  };

  const makeCourse = (title: string, { address, pictureUrl }: { address: string; pictureUrl: string | null }) => {
    refuseFlood('course', newCourses);
    const url = safeUrl(address);
    if (url === undefined) {
      throw new Error(`there is no course "${title}", and "course address" is needed to make one: https://…`);
    }
    const course = {
      id: newId(),
      title,
      address: url,
      pictureUrl: pictureUrl === null ? null : (safeUrl(pictureUrl) ?? null),
    };
    newCourses.set(course.id, course);
    courses.add(course);
    return course.id;
  };

  const makeProgram = (name: string): ProgramRow => {
    const program = { id: newId(), name, slug: programs.freeName(slugOf(name)) };
    newPrograms.set(program.id, program);
    programs.add(program);
    return program;
  };

  const makeLevel = (name: string, program: ProgramRow): string => {
    refuseFlood('level', newLevels);
    const level = { id: newId(), name, programId: program.id };
    newLevels.set(level.id, level);
    levels.add(level);
    return level.id;
  };

  return {
    /** How many of each are made, or would be. */
    made: () => ({ courses: newCourses.size, programs: newPrograms.size, levels: newLevels.size }),

    courses: {
      /** The id; throws an `Error` that says what there is. */
      find(title: string, more: { address: string; pictureUrl: string | null }): string {
        const [course, ...others] = courses.find(title);
        if (others.length > 0)
          throw new Error(`${others.length + 1} courses are called "${title}": give the id instead`);
        if (course) return course.id;
        if (createMissing) return makeCourse(title, more);
        const how = 'Or say --create-missing, with a column "course address"';
        throw missing(
          'course',
          title,
          courses.all().map((each) => each.title),
          how,
        );
      },
      /** Makes those of these that are not there yet. */
      store: (ids: string[]) => storeNew(ids, newCourses, (rows) => catalogue.addCourses(siteId, rows)),
    },

    levels: {
      /** The id of a level, of whatever program has one of that name when none is given. */
      find(name: string, programName: string | undefined): string {
        const [program, ...namesakes] = programName === undefined ? [] : programs.find(programName);
        if (namesakes.length > 0)
          throw new Error(`${namesakes.length + 1} programs are called "${programName}": give the id instead`);
        const there =
          programName === undefined ? levels.all() : levels.all().filter((level) => level.programId === program?.id);
        const [level, ...others] = levels.find(name).filter((each) => there.includes(each));
        if (others.length > 0)
          throw new Error(`${others.length + 1} programs have a level "${name}": add a column "program"`);
        if (level) return level.id;
        if (createMissing)
          return makeLevel(name, program ?? programs.find(programName ?? name)[0] ?? makeProgram(programName ?? name));
        const how = 'Or say --create-missing';
        if (programName !== undefined && !program)
          throw missing(
            'program',
            programName,
            programs.all().map((each) => each.name),
            how,
          );
        throw missing(
          programName === undefined ? 'level' : `level in "${programName}" called`,
          name,
          there.map((each) => each.name),
          how,
        );
      },
      async store(ids: string[]): Promise<void> {
        const programIds = ids.flatMap((id) => newLevels.get(id)?.programId ?? []);
        await storeNew(programIds, newPrograms, (rows) => catalogue.addPrograms(siteId, rows));
        await storeNew(ids, newLevels, (rows) => catalogue.addLevels(siteId, rows));
      },
    },
  };
}

async function storeNew<Row>(
  ids: string[],
  made: Map<string, Row>,
  add: (rows: Row[]) => Promise<void>,
): Promise<void> {
  const rows = [...new Set(ids)].flatMap((id) => made.get(id) ?? []);
  if (rows.length > 0) await add(rows);
}

/** Things by each of their names. */
function named<Row extends object>(rows: Row[], namesOf: (row: Row) => string[]) {
  const byName = new Map<string, Row[]>();
  const list: Row[] = [];
  const add = (row: Row) => {
    list.push(row);
    for (const name of new Set(namesOf(row).map(plain))) byName.set(name, [...(byName.get(name) ?? []), row]);
  };
  rows.forEach(add);
  return {
    add,
    all: () => list,
    find: (name: string) => byName.get(plain(name)) ?? [],
    /** The name itself, or with a number behind it. */
    freeName(name: string): string {
      for (let n = 1; ; n++) {
        const free = n === 1 ? name : `${name}-${n}`;
        if (!byName.has(free)) return free;
      }
    },
  };
}

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'program';
