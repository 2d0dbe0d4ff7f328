import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aCourse, anId, type Course } from './builders.ts';
import { serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

function open(...courses: Course[]): ShadowRoot {
  serve({ ...signedIn, 'GET /courses': () => courses });
  return mount({ fragment: '#cc/courses' }).shadowRoot!;
}

const ways = [
  [0, 'Not started', 'Start'],
  [65, '65% done', 'Continue'],
  [100, 'Finished', 'Open again'],
] as const;

for (const [progressPercent, words, action] of ways) {
  test(`a course with ${progressPercent} % reads “${words}” and offers “${action}”`, async () => {
    open(aCourse({ progressPercent }));
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
    const link = page.getByRole('link', { name: new RegExp(`^${action} ?: Throwing your first bowl`) });
    await expect.element(link).toHaveAttribute('href', 'https://kiln.example/courses/bowl');
  });
}

test('only the first course to go on with has the loud button', async () => {
  open(aCourse(), aCourse({ id: anId(2), progressPercent: 0 }));
  await expect.element(page.getByRole('link', { name: /^Continue/ })).toHaveClass('primary');
  await expect.element(page.getByRole('link', { name: /^Start/ })).toHaveClass('secondary');
});

test('a picture that fails leaves the placeholder', async () => {
  const root = open(aCourse({ pictureUrl: 'https://localhost:1/none.jpg' }));
  await expect.element(page.getByText('65% done')).toBeVisible();
  await expect.poll(() => root.querySelector('.course-cover img')?.checkVisibility()).toBe(false);
  expect(root.querySelector('.course-cover svg')!.checkVisibility()).toBe(true);
});

test('addresses that are not safe are not used', async () => {
  const root = open(aCourse({ pictureUrl: pixel, address: 'javascript:alert(1)' }));
  await expect.element(page.getByText('65% done')).toBeVisible();
  expect(root.querySelector('.course-cover img')).toBeNull();
  await expect.element(page.getByRole('link', { name: /^Continue/ })).not.toBeInTheDocument();
});

test('without a course the place says what will appear', async () => {
  open();
  await expect.element(page.getByText('Courses you are enrolled in will appear here.')).toBeVisible();
});
