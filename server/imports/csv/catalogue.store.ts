import type { PoolClient } from 'pg';

export interface CourseRow {
  id: string;
  title: string;
  address: string;
  pictureUrl: string | null;
}

export interface LevelRow {
  id: string;
  name: string;
  programId: string;
}

export interface ProgramRow {
  id: string;
  name: string;
  slug: string;
}

/** What customers can be tied to: few enough to be known by heart during an import. */
export function catalogueStore(client: Pick<PoolClient, 'query'>) {
  const list = async <Row extends object>(text: string, siteId: string): Promise<Row[]> =>
    (await client.query<Row>(text, [siteId])).rows;

  return {
    courses: (siteId: string) =>
      list<Pick<CourseRow, 'id' | 'title'>>('select id, title from course where site_id = $1 order by title', siteId),

    programs: (siteId: string) =>
      list<ProgramRow>('select id, name, slug from program where site_id = $1 order by name', siteId),

    levels: (siteId: string) =>
      list<LevelRow>('select id, name, program_id as "programId" from level where site_id = $1 order by name', siteId),

    /** Those that are there already stay as they are. */
    async addCourses(siteId: string, courses: CourseRow[]): Promise<void> {
      const text = `insert into course (site_id, id, title, address, picture_url)
        select $1, id, title, address, "pictureUrl"
        from jsonb_to_recordset($2::jsonb) as c(id uuid, title text, address text, "pictureUrl" text)
        on conflict (site_id, id) do nothing`;
      await client.query(text, [siteId, JSON.stringify(courses)]);
    },

    /** A program made for its levels is offered to nobody until somebody has looked at it. */
    async addPrograms(siteId: string, programs: ProgramRow[]): Promise<void> {
      const text = `insert into program (site_id, id, name, slug, is_offered)
        select $1, id, name, slug, false
        from jsonb_to_recordset($2::jsonb) as p(id uuid, name text, slug text)
        on conflict (site_id, id) do nothing`;
      await client.query(text, [siteId, JSON.stringify(programs)]);
    },

    async addLevels(siteId: string, levels: LevelRow[]): Promise<void> {
      const text = `insert into level (site_id, id, program_id, name, position)
        select $1, l.id, l."programId", l.name, least(32767,
          row_number() over (partition by l."programId" order by l.id)
            + (select coalesce(max(o.position), 0) from level o where o.site_id = $1 and o.program_id = l."programId"))
        from jsonb_to_recordset($2::jsonb) as l(id uuid, "programId" uuid, name text)
        on conflict (site_id, id) do nothing`;
      await client.query(text, [siteId, JSON.stringify(levels)]);
    },
  };
}
