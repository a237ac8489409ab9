/**
 * Which worker takes a job. A stream's jobs go to the worker that has heard it so far, where that one is free; streams
 * that begin are spread over the workers, other jobs go to the first free one, which still has their words and grammar.
 */
import { Piscina } from 'piscina';

/** Of a job of a stream: the worker that knows it, if any does. */
export interface Place {
  worker: number | undefined;
}

type Balancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>;

/** A job as {@link createBalancer} is told of it; what is kept under a symbol stays on this thread. */
export function placed<T extends object>(job: T, place: Place | undefined): T {
  return place ? Object.assign(job, { [Piscina.queueOptionsSymbol]: place }) : job;
}

export function createBalancer(): Balancer {
  let latest: number | undefined;
  return (task, workers) => {
    const free = workers.filter(({ currentUsage, destroyed }) => currentUsage === 0 && !destroyed);
    const place = (task as unknown as Record<symbol, Place | null>)[Piscina.queueOptionsSymbol];
    if (!place) return free[0] ?? null;
    const wished = free.find(({ id }) => id === place.worker);
    const next = wished ?? free.find(({ id }) => id !== latest) ?? free[0] ?? null;
    if (place.worker === undefined && next) latest = next.id;
    return next;
  };
}
