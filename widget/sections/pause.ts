const seconds = [1, 2, 3, 5, 8];

/** Between two askings of what became of something: soon at first, then less often. */
export const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, (seconds[tries] ?? 15) * 1000));
