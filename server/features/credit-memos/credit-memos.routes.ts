import type { Mount } from '../../http/mount.ts';
import { creditMemosContract } from './credit-memos.contract.ts';
import { creditMemoList } from './credit-memos.store.ts';

export const creditMemosRoutes = (mount: Mount) => mount(creditMemosContract, { 'GET /credit-memos': creditMemoList });
