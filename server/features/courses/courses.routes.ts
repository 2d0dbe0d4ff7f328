import type { Mount } from '../../http/mount.ts';
import { coursesContract } from './courses.contract.ts';
import { courseList } from './courses.store.ts';

export const coursesRoutes = (mount: Mount) => mount(coursesContract, { 'GET /courses': courseList });
