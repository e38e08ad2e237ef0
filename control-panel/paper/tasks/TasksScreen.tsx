import { Link } from 'wouter';
import type { TaskPart } from '@protocol/parts.ts';
import { useChannelName } from '../../desk/use-channel-name.ts';
import { useCommand, useLine, useList, useTick, useView, usePart } from '../../line/use-line.ts';
import { ago, timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { isOpenTask } from './open-tasks.ts';
import { taskSentence } from './task-sentence.ts';

export function TasksScreen() {
  const tasks = useList('tasks');
  const open = tasks.filter(isOpenTask);
  const under = tasks.filter((task) => !isOpenTask(task) && (task.state === 'waiting' || task.state === 'taken'));
  const done = tasks.filter((task) => task.state === 'done' || task.state === 'dropped');
  return (
    <>
      <PageHead title={w('nav.tasks')} text={w('tasks.text')}>
        {null}
      </PageHead>
      {open.length === 0 ? (
        <Empty title={w('tasks.emptyTitle')} text={w('tasks.emptyText')}>
          {null}
        </Empty>
      ) : (
        <ul className="tasks">
          {open.map((task) => (
            <OpenTask key={task.taskId} task={task} />
          ))}
        </ul>
      )}
      {under.length > 0 ? (
        <Section title={w('tasks.under')} text={null}>
          <TaskList tasks={under} />
        </Section>
      ) : null}
      {done.length > 0 ? (
        <Section title={w('tasks.done')} text={null}>
          <TaskList tasks={done} />
        </Section>
      ) : null}
    </>
  );
}

function OpenTask({ task }: { readonly task: TaskPart }) {
  const nameOf = useTargetName();
  const currency = usePart('shop')?.currency ?? 'EUR';
  const done = useCommand('task.done');
  const repeat = useCommand('task.repeat');
  const isLive = useView((view) => view.status === 'live');
  const sentence = taskSentence(task, nameOf(task.target), currency);
  const again = (task.state === 'unknown' || task.state === 'failed') && !task.kind.startsWith('host.');
  return (
    <li className="task sheet">
      <div>
        <h2>{sentence.title}</h2>
        <p>
          {task.state === 'failed' && task.receipt !== null ? w('tasks.ended', { how: w(`receipt.${task.receipt}`) }) : sentence.text}
          {task.onOverlay ? ` ${w('posted.onOverlay')}` : null}
        </p>
        {task.text === null ? null : <blockquote>{task.text}</blockquote>}
        {task.note === '' ? null : <p className="quiet">{task.note}</p>}
      </div>
      <div className="task-does">
        {task.kind === 'host.shortfall' ? (
          <Link href="/catalog" className="button button-plain">
            {w('tasks.toCatalog')}
          </Link>
        ) : null}
        {task.kind === 'host.refund' ||
        task.kind === 'host.withdrawal' ||
        task.kind === 'host.balance' ||
        task.kind === 'host.dispute' ||
        task.kind === 'host.pay-difference' ? (
          <Link href="/orders" className="button button-plain">
            {w('tasks.toOrders')}
          </Link>
        ) : null}
        {again ? (
          <Button look="main" onPress={() => void repeat.send({ taskId: task.taskId })} disabled={!isLive} sending={repeat.sending} shortcut={null}>
            {task.kind === 'chat.post' ? w('tasks.postAgain') : task.kind === 'mail.send' ? w('tasks.sendAgain') : w('tasks.again')}
          </Button>
        ) : null}
        <Button look="plain" onPress={() => void done.send({ taskId: task.taskId })} disabled={!isLive} sending={done.sending} shortcut={null}>
          {w('tasks.isDone')}
        </Button>
      </div>
    </li>
  );
}

/** Of a message how it ended, then why or what: the chat’s own word first. */
function endOf(task: TaskPart): string {
  const rest = task.note || task.text || w(`taskState.${task.state}`);
  const how = task.receipt === null ? rest : w('tasks.endedWith', { how: w(`receipt.${task.receipt}`), rest });
  return task.onOverlay ? `${how} ${w('posted.onOverlay')}` : how;
}

function TaskList({ tasks }: { readonly tasks: readonly TaskPart[] }) {
  const line = useLine();
  const nameOf = useTargetName();
  const currency = usePart('shop')?.currency ?? 'EUR';
  // Minutes are the finest thing said here.
  useTick((now) => Math.floor(now / 10_000));
  return (
    <ul className="rows">
      {tasks.map((task) => (
        <li key={task.taskId}>
          <div>
            <b>{taskSentence(task, nameOf(task.target), currency).title}</b>
            <span className="quiet">{endOf(task)}</span>
          </div>
          <span className="quiet num">{task.closedAt === null ? w('tasks.due', { time: timeOfDay(task.dueAt) }) : ago(task.closedAt, line.now())}</span>
        </li>
      ))}
    </ul>
  );
}

/** A chat or a provider by its label. */
function useTargetName(): (target: string) => string {
  const payments = useList('payments');
  const nameOf = useChannelName();
  return (target) => payments.find((payment) => payment.provider === target)?.label ?? nameOf(target);
}
