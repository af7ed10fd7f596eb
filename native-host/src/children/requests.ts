// Questions to a child process or thread, told apart by number: an answer to an earlier question reaches nobody.
import type { StallWatch } from './stall-watch.js';

type Inbox<Reply> = { items: (Reply | Error)[]; wake: () => void };

export class Requests<Reply extends { id: number }> {
  private readonly inboxes = new Map<number, Inbox<Reply>>();
  private lastId = 0;

  /** `watch` looks after the child while it owes an answer. */
  constructor(private readonly watch: StallWatch) {}

  /** Takes what the child says. */
  settle(reply: Reply): void {
    this.put(this.inboxes.get(reply.id), reply);
  }

  /** Ends every open question, also one that could not yet be put. */
  failAll(error: Error): void {
    this.watch.giveUp(error);
    for (const inbox of this.inboxes.values()) this.put(inbox, error);
  }

  /** Asks, and yields what comes in answer for as long as the caller listens. */
  async *answers(ask: (id: number) => void | Promise<void>): AsyncGenerator<Reply, never> {
    const id = (this.lastId += 1);
    const inbox: Inbox<Reply> = { items: [], wake: () => undefined };
    this.inboxes.set(id, inbox);
    try {
      await this.watch.during(Promise.resolve(ask(id)));
      for (;;) {
        const item = inbox.items.shift() ?? (await this.watch.during(nextItem(inbox)));
        if (item instanceof Error) throw item;
        yield item;
      }
    } finally {
      this.inboxes.delete(id);
    }
  }

  /** Asks, and gives the first answer. */
  async answer(ask: (id: number) => void | Promise<void>): Promise<Reply> {
    for await (const reply of this.answers(ask)) return reply;
    throw new Error('answers end only by an error');
  }

  private put(inbox: Inbox<Reply> | undefined, item: Reply | Error): void {
    inbox?.items.push(item);
    inbox?.wake();
  }
}

async function nextItem<Reply>(inbox: Inbox<Reply>): Promise<Reply | Error> {
  if (inbox.items.length === 0) await new Promise<void>((resolve) => (inbox.wake = resolve));
  return inbox.items.shift()!;
}
