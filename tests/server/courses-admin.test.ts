/** Courses and who is enrolled in them: as the staff sees and changes them. */
import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { settlePurchases } from '../../server/features/grants/settle.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCustomer,
  anEnrollment,
  aProduct,
  aProgram,
  aSite,
  aSubscription,
  days,
  signedIn,
} from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aDesk() {
  const siteId = await aSite(app);
  const [admin, support] = [await aStaffMember(app, siteId, 'admin'), await aStaffMember(app, siteId, 'support')];
  return { siteId, admin, support, ann: await aCustomer(app, siteId) };
}

const course = { title: 'Glazes', address: 'https://school.example/glazes' };

describe('courses', () => {
  test('are added behind the others, changed, and put in order', async () => {
    const { siteId, admin, support } = await aDesk();
    const { id: first } = await admin.call('POST /admin/courses', { body: course });
    const { id: second } = await admin.call('POST /admin/courses', {
      body: { title: 'Raku', address: 'https://school.example/raku', pictureUrl: 'https://school.example/raku.png' },
    });
    await admin.call('PATCH /admin/courses/:courseId', { params: { courseId: second }, body: { pictureUrl: '' } });
    const { levelId } = await aProgram(app, siteId, { name: 'Studio Membership' });
    await app.db('level_course').insert({ site_id: siteId, level_id: levelId, course_id: first });
    expect((await support.call('GET /admin/courses')).courses).toEqual([
      { id: first, ...course, pictureUrl: null, enrolled: 0, levels: ['Studio Membership: Studio'], products: [] },
      expect.objectContaining({ id: second, title: 'Raku', pictureUrl: null }),
    ]);
    await admin.call('PUT /admin/course-order', { body: { courseIds: [second, first] } });
    expect((await support.call('GET /admin/courses')).courses.map(({ id }) => id)).toEqual([second, first]);
    expect(await admin.ask('PUT /admin/course-order', { body: { courseIds: [second] } })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'courseIds' }] },
    });
    expect((await support.ask('POST /admin/courses', { body: course })).status).toBe(403);
  });

  test.each([
    ['title', { title: '' }],
    ['address', { address: 'javascript:alert(1)' }],
    ['address', { address: 'ftp://school.example' }],
    ['pictureUrl', { pictureUrl: 'data:image/png;base64,AA' }],
  ])('refuse %s %j', async (path, change) => {
    const { admin } = await aDesk();
    const { id: courseId } = await admin.call('POST /admin/courses', { body: course });
    const refusal = { status: 422, body: { fields: [{ path }] } };
    expect(await admin.ask('POST /admin/courses', { body: { ...course, ...change } })).toMatchObject(refusal);
    const params = { courseId };
    expect(await admin.ask('PATCH /admin/courses/:courseId', { params, body: change })).toMatchObject(refusal);
  });

  test('that are open to somebody are not deleted', async () => {
    const { admin, ann } = await aDesk();
    const courseId = await anEnrollment(app, ann);
    const params = { courseId };
    const answer = await admin.ask('DELETE /admin/courses/:courseId', { params });
    expect(answer).toMatchObject({ status: 409, body: { code: 'still_used' } });
    expect(answer.body.fields?.[0]?.message).toContain('1 customer.');
    await app
      .db('enrollment')
      .where({ course_id: courseId })
      .update({ revoked_at: days(-1) });
    await admin.call('DELETE /admin/courses/:courseId', { params });
    expect((await admin.ask('DELETE /admin/courses/:courseId', { params })).status).toBe(404);
  });
});

describe('an enrollment', () => {
  test('by hand opens the course, and revoking it closes it for good', async () => {
    const { siteId, admin, support, ann } = await aDesk();
    const { id: courseId } = await admin.call('POST /admin/courses', { body: course });
    const params = { customerId: ann.id, courseId };
    await support.call('POST /admin/customers/:customerId/enrollments', { params, body: { courseId } });
    const visitor = await signedIn(app, ann);
    expect(await visitor.call('GET /courses')).toMatchObject([{ title: 'Glazes' }]);
    const read = async () =>
      (await support.call('GET /admin/customers/:customerId/enrollments', { params })).enrollments;
    expect(await read()).toMatchObject([
      { courseId, revokedAt: null, source: { kind: 'admin', name: 'Sam Ott' }, progressPercent: 0 },
    ]);
    await support.call('POST /admin/customers/:customerId/enrollments/:courseId/revoke', { params });
    expect(await visitor.call('GET /courses')).toEqual([]);
    expect(await read()).toMatchObject([{ revokedAt: expect.any(String), revokedWhy: 'admin' }]);
    const productId = await aProduct(app, siteId);
    await app.db('product_course').insert({ site_id: siteId, product_id: productId, course_id: courseId });
    await aSubscription(app, ann, { product_id: productId });
    await settlePurchases(app.db, siteId);
    expect(await visitor.call('GET /courses')).toEqual([]);
    await support.call('POST /admin/customers/:customerId/enrollments/:courseId/restore', { params });
    expect(await visitor.call('GET /courses')).toHaveLength(1);
  });

  test('that was bought names the purchase, and once restored by hand does not end with it', async () => {
    const { siteId, support, ann } = await aDesk();
    const courseId = await anEnrollment(app, ann, { source_kind: 'purchase' });
    const productId = await aProduct(app, siteId, 'The ceramics year');
    await app.db('product_course').insert({ site_id: siteId, product_id: productId, course_id: courseId });
    await aSubscription(app, ann, { product_id: productId });
    await settlePurchases(app.db, siteId);
    const params = { customerId: ann.id, courseId };
    const read = async () =>
      (await support.call('GET /admin/customers/:customerId/enrollments', { params })).enrollments;
    expect(await read()).toMatchObject([{ source: { kind: 'purchase', name: 'The ceramics year' } }]);
    await app
      .db('subscription')
      .where({ site_id: siteId })
      .update({ ended_at: days(-1) });
    await settlePurchases(app.db, siteId);
    expect(await read()).toMatchObject([{ revokedWhy: 'purchase_ended' }]);
    await support.call('POST /admin/customers/:customerId/enrollments/:courseId/restore', { params });
    await settlePurchases(app.db, siteId);
    expect(await read()).toMatchObject([{ revokedAt: null, source: { kind: 'admin' } }]);
  });

  test("of another site's customer or course is not there", async () => {
    const { siteId, support, ann } = await aDesk();
    const stranger = await aCustomer(app, await aSite(app));
    const foreign = await anEnrollment(app, stranger);
    const params = { customerId: stranger.id, courseId: foreign };
    const answers = await Promise.all([
      support.ask('GET /admin/customers/:customerId/enrollments', { params }),
      support.ask('POST /admin/customers/:customerId/enrollments', { params, body: { courseId: foreign } }),
      support.ask('POST /admin/customers/:customerId/enrollments/:courseId/revoke', { params }),
      support.ask('POST /admin/customers/:customerId/enrollments/:courseId/restore', { params }),
      support.ask('POST /admin/customers/:customerId/enrollments/:courseId/revoke', {
        params: { customerId: ann.id, courseId: newId() },
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(
      await support.ask('POST /admin/customers/:customerId/enrollments', {
        params: { customerId: ann.id },
        body: { courseId: foreign },
      }),
    ).toMatchObject({ status: 422, body: { fields: [{ path: 'courseId' }] } });
    expect(await app.db('enrollment').where({ site_id: siteId })).toEqual([]);
  });
});
