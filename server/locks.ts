/**
 * Keys of PostgreSQL's advisory locks, in one place so that no two are the same. Any numbers that nothing else in the
 * database locks on.
 */
export const locks = {
  migration: 770_155_001,
  /** With the name of a process. */
  worker: 770_155_002,
  /** With a site: one import of files at a time. */
  fileImport: 770_155_003,
  /** With a site: nobody becomes a customer while an address is claimed. */
  address: 770_155_004,
  /** With a site: one page of the provider's records at a time. */
  records: 770_155_005,
  /** With a site: one list of its pages at a time. */
  pages: 770_155_006,
  /** With a site: one settling of what was bought at a time, so that none writes what another has outdated. */
  settling: 770_155_007,
} as const;
