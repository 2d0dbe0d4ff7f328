/** Enrollments and grants by `npm run import -- csv …`, the built command on a database of its own. */
import { beforeAll, describe, expect, test } from 'vitest';
import { importBench } from '../support/csv-files.ts';

type Bench = Awaited<ReturnType<typeof importBench>>;
let bench: Bench;

beforeAll(async () => {
  bench = await importBench();
  await bench.query(`insert into course (site_id, id, title, address) values
    ('pottery', '01920000-0000-7000-8000-00000000000a', 'Glazes', 'https://school.example/glazes'),
    ('pottery', gen_random_uuid(), 'Twice', 'https://school.example/1'), ('pottery', gen_random_uuid(), 'Twice', 'https://school.example/2')`);
  await bench.query(`
    insert into program (site_id, id, name, slug) values ('pottery', '01920000-0000-7000-8000-0000000000b1', 'Studio', 'studio'),
      ('pottery', '01920000-0000-7000-8000-0000000000b2', 'School', 'school')`);
  await bench.query(`
    insert into level (site_id, id, program_id, name) values
      ('pottery', gen_random_uuid(), '01920000-0000-7000-8000-0000000000b1', 'Gold'),
      ('pottery', gen_random_uuid(), '01920000-0000-7000-8000-0000000000b2', 'Gold'),
      ('pottery', gen_random_uuid(), '01920000-0000-7000-8000-0000000000b1', 'Silver')`);
});

const enrolled = (email: string) =>
  bench.query(
    `select k.title, progress_percent, enrolled_at, revoked_at from enrollment e
     join customer c on c.id = e.customer_id join course k on k.id = e.course_id where c.email = $1 order by k.title`,
    [email],
  );

const granted = (email: string) =>
  bench.query(
    `select p.name as program, l.name as level, source_kind, source_id, since, until, note from level_grant g
     join customer c on c.id = g.customer_id join level l on l.id = g.level_id join program p on p.id = l.program_id
     where c.email = $1 order by since, source_id`,
    [email],
  );

describe('enrollments', () => {
  test('tie customers to courses, by title or id, and change with the file', async () => {
    const text =
      'email,course,progress,enrolled at,revoked at\n' +
      'ann@own.example,glazes,45%,2026-01-01,\n' +
      'bo@own.example,01920000-0000-7000-8000-00000000000A,100,2026-01-02,2026-03-01\n';
    const first = await bench.importText(text, 'enrollments');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(
      'enrollments: 2 new, 0 changed, 0 unchanged, 0 bad, from 2 rows\nmade for them: 2 customers',
    );
    expect(await enrolled('bo@own.example')).toEqual([
      {
        title: 'Glazes',
        progress_percent: 100,
        enrolled_at: new Date('2026-01-02'),
        revoked_at: new Date('2026-03-01'),
      },
    ]);
    const before = await bench.places('enrollment', 'customer');
    expect((await bench.importText(text, 'enrollments')).stdout).toContain('0 new, 0 changed, 2 unchanged');
    expect(await bench.places('enrollment', 'customer')).toEqual(before);
    // What a file has no column for, stays; an empty cell under "revoked at" says that it is open.
    const progress = 'email,course,progress\nbo@own.example,Glazes,\nann@own.example,Glazes,46.9\n';
    expect((await bench.importText(progress, 'enrollments')).stdout).toContain('0 new, 1 changed, 1 unchanged');
    const reopened = 'email,course,revoked at\nbo@own.example,Glazes,\n';
    expect((await bench.importText(reopened, 'enrollments')).stdout).toContain('0 new, 1 changed');
    expect(await enrolled('bo@own.example')).toMatchObject([{ progress_percent: 100, revoked_at: null }]);
    expect(await enrolled('ann@own.example')).toMatchObject([{ progress_percent: 46 }]);
  });

  test('in a course that is not there are refused with what there is', async () => {
    const { code, bad } = await bench.importText(
      'email,course,progress\nann@own.example,Raku,1\nann@own.example,Twice,1\nann@own.example,Glazes,101\nann@own.example,Glazes,half\n',
      'enrollments',
    );
    expect({ code, bad }).toEqual({
      code: 1,
      bad: [
        'line 2, "course": there is no course "Raku". There are: Glazes, Twice, Twice. Or say --create-missing, with a column "course address"',
        'line 3, "course": 2 courses are called "Twice": give the id instead',
        'line 4, "progress": "101" is not a percentage from 0 to 100',
        'line 5, "progress": "half" is not a percentage from 0 to 100',
      ],
    });
  });

  test('make courses when they are told to', async () => {
    const rows = Array.from(
      { length: 1500 },
      (_, n) => `n${n}@made.example,New ${n % 3},https://school.example/${n % 3}`,
    );
    const text = `email,course,course address\n${rows.join('\n')}\nx@made.example,New 9,school\n`;
    const counts =
      '1500 new, 0 changed, 0 unchanged, 1 bad, from 1501 rows\nmade for them: 1500 customers, 3 courses\n';
    const dry = await bench.importText(text, 'enrollments', '--create-missing', '--dry-run');
    expect(dry.stdout).toContain(counts);
    expect(await bench.query(`select from course where title like 'New%'`)).toEqual([]);
    const { code, stdout, bad } = await bench.importText(text, 'enrollments', '--create-missing');
    expect({ code, bad }).toEqual({
      code: 1,
      bad: ['line 1502, "course": there is no course "New 9", and "course address" is needed to make one: https://…'],
    });
    expect(stdout).toContain(counts);
    expect(await bench.query(`select title, address from course where title like 'New%' order by 1`)).toEqual([
      { title: 'New 0', address: 'https://school.example/0' },
      { title: 'New 1', address: 'https://school.example/1' },
      { title: 'New 2', address: 'https://school.example/2' },
    ]);
    expect((await bench.importText(text, 'enrollments', '--create-missing')).stdout).toContain(
      'enrollments: 0 new, 0 changed, 1500 unchanged, 1 bad',
    );
  });

  test("ClickFunnels' and MemberPress's reports of progress", async () => {
    const text =
      'Student Email,Course Title,Course Progress,Enrollment Date\nfay@cf.example,Glazes,33.3%,2026-01-05 10:11:12 UTC\n';
    expect((await bench.importText(text, 'enrollments')).code).toBe(0);
    expect(await enrolled('fay@cf.example')).toMatchObject([
      { progress_percent: 33, enrolled_at: new Date('2026-01-05T10:11:12Z') },
    ]);
  });
});

describe('grants', () => {
  test('open a level of a program to a customer', async () => {
    const text =
      'email,program,level,since,until,note\n' +
      'ann@own.example,studio,gold,2026-01-01,2026-12-31,from the old shop\n' +
      'bo@own.example,School,Gold,2026-01-01,,\n' +
      'cy@own.example,,Silver,,,\n';
    const first = await bench.importText(text, 'grants');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('grants: 3 new, 0 changed, 0 unchanged, 0 bad');
    expect(await granted('ann@own.example')).toEqual([
      {
        ...{ program: 'Studio', level: 'Gold', source_kind: 'import', source_id: '', note: 'from the old shop' },
        ...{ since: new Date('2026-01-01'), until: new Date('2026-12-31') },
      },
    ]);
    expect(await granted('bo@own.example')).toMatchObject([{ program: 'School', until: null }]);
    const before = await bench.places('level_grant', 'customer');
    expect((await bench.importText(text, 'grants')).stdout).toContain('0 new, 0 changed, 3 unchanged');
    expect(await bench.places('level_grant', 'customer')).toEqual(before);
    const shorter = 'email,program,level,until\nann@own.example,Studio,Gold,2026-06-30\n';
    expect((await bench.importText(shorter, 'grants')).stdout).toContain('0 new, 1 changed');
    expect(await granted('ann@own.example')).toMatchObject([
      { until: new Date('2026-06-30'), note: 'from the old shop' },
    ]);
  });

  test('that somebody has ended stay ended', async () => {
    const text = 'email,program,level,until\nended@own.example,Studio,Gold,2026-06-30\n';
    await bench.importText(text, 'grants');
    await bench.query(`update level_grant set ended_at = now(), ended_why = 'admin' where customer_id =
      (select id from customer where email = 'ended@own.example')`);
    const again = await bench.importText(text.replace('2026', '2027'), 'grants');
    expect(again.stdout).toContain('0 new, 1 changed');
    expect(
      await bench.query(`select ended_why, ended_at is not null as ended from level_grant g join customer c on c.id = g.customer_id
        where c.email = 'ended@own.example'`),
    ).toEqual([{ ended_why: 'admin', ended: true }]);
  });

  test('are refused with what there is, or make it when they are told to', async () => {
    const text =
      'email,program,level,since,until\n' +
      'a@made.example,Studio,Bronze,,\n' +
      'b@made.example,Choir,Alto,,\n' +
      'c@made.example,,Tenor,,\n' +
      'd@made.example,,Gold,,\n' +
      'e@made.example,Studio,Gold,2026-02-01,2026-01-01\n';
    const { bad } = await bench.importText(text, 'grants');
    expect(bad).toEqual([
      'line 2, "level": there is no level in "Studio" called "Bronze". There are: Gold, Silver. Or say --create-missing',
      'line 3, "level": there is no program "Choir". There are: School, Studio. Or say --create-missing',
      'line 4, "level": there is no level "Tenor". There are: Gold, Gold, Silver. Or say --create-missing',
      'line 5, "level": 2 programs have a level "Gold": add a column "program"',
      'line 6, "until": is before the grant begins',
    ]);
    const counts =
      'grants: 3 new, 0 changed, 0 unchanged, 2 bad, from 5 rows\nmade for them: 3 customers, 2 programs, 3 levels\n';
    expect((await bench.importText(text, 'grants', '--create-missing', '--dry-run')).stdout).toContain(counts);
    expect((await bench.importText(text, 'grants', '--create-missing')).stdout).toContain(counts);
    expect(await granted('b@made.example')).toMatchObject([{ program: 'Choir', level: 'Alto' }]);
    expect(await granted('c@made.example')).toMatchObject([{ program: 'Tenor', level: 'Tenor' }]);
    expect(await bench.query(`select slug, is_offered from program where name = 'Choir'`)).toEqual([
      { slug: 'choir', is_offered: false },
    ]);
    expect((await bench.importText(text, 'grants', '--create-missing')).stdout).toContain(
      '0 new, 0 changed, 3 unchanged',
    );
  });

  test('MemberPress: renewals of a membership are one grant, and zeros are for ever', async () => {
    const text =
      'id,created_at,expires_at,user_email,product_name,trans_num,total,status\n' +
      '1,2025-01-05 10:00:00,2025-02-05 23:59:59,dee@mp.example,Silver,t1,10.00,complete\n' +
      '3,2025-03-05 10:00:00,2025-04-05 23:59:59,dee@mp.example,Silver,t3,10.00,complete\n' +
      '2,2025-02-05 10:00:00,2025-03-05 23:59:59,dee@mp.example,Silver,t2,10.00,complete\n' +
      '4,2025-04-05 10:00:00,2025-05-05 23:59:59,dee@mp.example,Silver,t4,10.00,refunded\n' +
      '5,2025-01-05 10:00:00,0000-00-00 00:00:00,eve@mp.example,Silver,t5,10.00,complete\n';
    const { code, stdout } = await bench.importText(text, 'grants');
    expect(code).toBe(0);
    expect(stdout).toContain('grants: 2 new, 0 changed, 0 unchanged, 0 bad, from 5 rows');
    expect(stdout).toContain('left out, status "refunded": 1 row');
    expect(await granted('dee@mp.example')).toMatchObject([
      { since: new Date('2025-01-05T10:00:00Z'), until: new Date('2025-04-05T23:59:59Z') },
    ]);
    expect(await granted('eve@mp.example')).toMatchObject([{ until: null }]);
    expect((await bench.importText(text, 'grants')).stdout).toContain('0 new, 0 changed, 2 unchanged');
  });
});
