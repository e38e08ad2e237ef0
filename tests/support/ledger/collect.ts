import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// What `--expose-gc` adds to a new context.
const gc = runInNewContext('gc') as () => void;

/**
 * libsql closes a file when its last statement is collected, and until then holds a read lock on it.
 * A process that ends does not care; a test that damages the file under itself does.
 */
export async function collect(): Promise<void> {
  gc();
  await sleep(5);
  gc();
  await sleep(5);
}
