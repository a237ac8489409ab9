/** The page: one view at a time, named by the address after `#`. */
import { type ListedModel, listModels } from './api.js';
import { byId } from './dom.js';
import { hideProblem, showProblem } from './problem.js';
import { ForetellView } from './views/foretell-view.js';
import { HearView } from './views/hear-view.js';
import { JudgeView } from './views/judge-view.js';
import { LiveView } from './views/live-view.js';
import { showModels } from './views/models-view.js';

const VIEWS = ['hear', 'live', 'judge', 'foretell', 'models'];

let models: ListedModel[] = [];
try {
  models = await listModels();
} catch (error) {
  showProblem(error);
}
new HearView(models);
const liveView = new LiveView(models);
const judgeView = new JudgeView();
const foretellView = new ForetellView();
showModels(models);

function open(isFirst = false): void {
  const wanted = location.hash.slice(1);
  const view = VIEWS.includes(wanted) ? wanted : VIEWS[0]!;
  for (const name of VIEWS) byId(`view-${name}`).hidden = name !== view;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#${view}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const title = byId(`view-${view}`).querySelector('h1')!.textContent;
  document.title = `${title} – Utterly`;
  if (view === 'judge') judgeView.open();
  if (view === 'foretell') foretellView.open();
  if (view !== 'live') liveView.leave();
  if (isFirst) return;
  hideProblem();
  byId('main').focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

addEventListener('hashchange', () => open());
open(true);
document.documentElement.dataset.ready = 'true';
