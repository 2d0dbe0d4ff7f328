/** What the programs of the benchmark say to one another. */

export interface Started {
  port: number;
}

/** What a server has used since it started. */
export interface Usage {
  cpuMicros: number;
  statements: number;
}

export interface Load {
  port: number;
  /** Whole HTTP requests as text, sent in turn. */
  requests: string[];
  connections: number;
  millis: number;
  /** Between an answer and the next request on its connection. */
  pauseMillis: number;
}

export interface LoadResult {
  answers: number;
  /** Answers with a status other than 200. */
  refused: number;
  seconds: number;
  /** Size of the last body. */
  bytes: number;
  p50Millis: number;
  p99Millis: number;
}

/** What one import took. */
export interface Imported {
  /** Of ours, of which an object of the provider's is at most one. */
  records: number;
  rows: number;
  seconds: number;
  cpuSeconds: number;
  megabytesBefore: number;
  megabytesPeak: number;
}
