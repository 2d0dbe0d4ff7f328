/**
 * Sends prepared requests over connections that stay open, each as soon as the one before is answered. Sockets and not a
 * client library: it shares two cores with what it measures, and every microsecond it takes brings the results closer
 * together than they are.
 */
import { connect, type Socket } from 'node:net';
import type { Load, LoadResult } from './messages.ts';

process.on('message', (load: Load) => void run(load).then((result) => process.send?.(result)));

async function run({ port, requests, connections, millis, pauseMillis }: Load): Promise<LoadResult> {
  const started = performance.now();
  const times: number[] = [];
  let sent = 0;
  let refused = 0;
  let bytes = 0;
  await Promise.all(Array.from({ length: connections }, () => connected(port).then(converse)));
  times.sort((one, other) => one - other);
  return {
    answers: times.length,
    refused,
    seconds: (performance.now() - started) / 1000,
    bytes,
    p50Millis: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Millis: times[Math.floor(times.length * 0.99)] ?? 0,
  };

  function converse(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let asked = 0;
      let answer = '';
      const ask = () => {
        if (performance.now() - started > millis) return void socket.end(resolve);
        asked = performance.now();
        socket.write(requests[sent++ % requests.length] ?? '');
      };
      socket.on('error', reject);
      socket.on('data', (data: string) => {
        answer += data;
        const size = bodySizeOf(answer);
        if (size === undefined) return;
        times.push(performance.now() - asked);
        if (!answer.startsWith('200', 'HTTP/1.1 '.length)) refused++;
        bytes = size;
        answer = '';
        if (pauseMillis === 0) ask();
        else setTimeout(ask, pauseMillis);
      });
      ask();
    });
  }
}

/** Undefined while the answer is not complete. Read as latin1, a character is a byte. */
function bodySizeOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const received = answer.length - end - 4;
  const announced = /content-length: (\d+)/i.exec(answer.slice(0, end))?.[1];
  const isComplete = announced === undefined ? answer.endsWith('\r\n0\r\n\r\n') : received >= Number(announced);
  return isComplete ? received : undefined;
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.setNoDelay().setEncoding('latin1');
    socket.once('error', reject);
  });
}
