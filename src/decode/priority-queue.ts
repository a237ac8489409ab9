/** A binary heap: the item of highest priority first. */
export class PriorityQueue<T> {
  private readonly items: T[] = [];

  constructor(private readonly priority: (item: T) => number) {}

  push(item: T): void {
    const { items, priority } = this;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (priority(items[parent]!) >= priority(item)) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = item;
  }

  pop(): T | undefined {
    const { items, priority } = this;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && priority(items[child + 1]!) > priority(items[child]!)) child++;
      if (priority(items[child]!) <= priority(last)) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = last;
    return top;
  }
}
