// Every page works without this file. Texts come from data attributes, already in the reader's language; elements are
// built with the DOM and never from markup (the content policy asks for Trusted Types).

import { copyButtons } from "./copy.js";
import { dateChips } from "./dates.js";
import { drafts } from "./drafts.js";
import { drugPickers } from "./picker.js";
import { errorSummary } from "./errors.js";
import { noDoubleSubmit, warnBeforeLeaving } from "./forms.js";
import { outbox } from "./outbox.js";
import { partsOnDemand, withoutWhatScriptReplaces } from "./parts.js";
import { shell } from "./shell.js";

copyButtons();
dateChips();
drugPickers();
errorSummary();
partsOnDemand();
withoutWhatScriptReplaces();
noDoubleSubmit();
warnBeforeLeaving();
shell().then(drafts);
outbox();
