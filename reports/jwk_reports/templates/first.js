"use strict";
// Before anything is drawn: which view the address asks for, so that nothing moves later.
function viewOf(hash) {
  const views = document.documentElement.dataset.views.split(" ");
  if (/^#[vc]\//.test(hash)) return "page";
  const named = hash.slice(1).split(/[-?]/)[0];
  return views.includes(named) ? named : views[0];
}
document.documentElement.classList.add("js");
document.documentElement.dataset.view = viewOf(location.hash);
