// The page's texts in Arabic. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "مرحبًا، {name}!",
  "copy link": "نسخ الرابط",
  "rooms": "الغرف",
  "go to room": "انتقل إلى غرفة أو أنشئها",
  "go": "انتقال",
  "people": "الأشخاص",
  "in this room": "في هذه الغرفة",
  "you": "أنت",
  "and more": { zero: "ولا أحد غيرهم", one: "وشخص آخر", two: "وشخصان آخران", few: "و{count} آخرون", many: "و{count} آخرون", other: "و{count} آخرون" },

  // The message list.
  "messages": "الرسائل",
  "start of room": "هذه بداية الغرفة.",
  "invite": "يمكنك إلقاء التحية، أو نسخ الرابط لدعوة الآخرين. لا حاجة إلى حساب.",
  "loading older": "جارٍ تحميل الرسائل الأقدم…",
  "older failed": "تعذّر تحميل الرسائل الأقدم.",
  "load older": "تحميل الرسائل الأقدم",
  "loading newer": "جارٍ تحميل الرسائل الأحدث…",
  "newer failed": "تعذّر تحميل الرسائل الأحدث.",
  "load newer": "تحميل الرسائل الأحدث",
  "today": "اليوم",
  "yesterday": "أمس",
  "unread": "جديد",
  "latest messages": "أحدث الرسائل",
  "new messages": { zero: "لا رسائل جديدة", one: "رسالة جديدة واحدة", two: "رسالتان جديدتان", few: "{count} رسائل جديدة", many: "{count} رسالة جديدة", other: "{count} رسالة جديدة" },
  "message not found": "الرسالة {seq} غير موجودة أو تمت إزالتها.",

  // A message.
  "copy code": "نسخ الشيفرة",
  "show all lines": { zero: "عرض كل الأسطر ({count})", one: "عرض سطر واحد", two: "عرض السطرين", few: "عرض كل الأسطر ({count})", many: "عرض كل الأسطر ({count})", other: "عرض كل الأسطر ({count})" },
  "show fewer lines": "عرض أسطر أقل",
  "mentions you": "إشارة إليك",
  "announced message": "{name}: {text}",
  "message actions": "إجراءات الرسالة",
  "edited": "معدَّلة",
  "message deleted": "رسالة محذوفة",
  "message number": "الرسالة {seq}",
  "in reply to": "ردًا على {message}",
  "answers you": "رد عليك",
  "reaction": "{count} {emoji}",
  "reaction with yours": { zero: "{count} {emoji}", one: "{count} {emoji}، منك", two: "{count} {emoji}، أحدهما منك", few: "{count} {emoji}، أحدها منك", many: "{count} {emoji}، أحدها منك", other: "{count} {emoji}، أحدها منك" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "يستغرق الأمر وقتًا أطول من المعتاد…",
  "sent when reconnected": "ستُرسَل عند عودة الاتصال.",
  "deleted when reconnected": "ستُحذف عند عودة الاتصال.",
  "sending too fast": "يتم الإرسال بسرعة كبيرة. ستُرسَل بقية الرسائل تلقائيًا.",
  "not sent": "لم تُرسَل.",
  "edit not saved": "لم يُحفظ التعديل.",
  "not deleted": "لم تُحذف.",
  "reaction not saved": "لم يُحفظ {emoji}.",
  "not stored": "تعذّر على الخادم حفظها. ستُعاد المحاولة تلقائيًا.",
  "message too long": "تتجاوز الحد الأقصى لعدد الأحرف ({limit}).",
  "message empty": "لا تحتوي على نص مرئي.",
  "attempts failed": "فشلت عدة محاولات.",
  "too late": "فات أوان تغيير الرسالة.",
  "message was deleted": "حُذفت الرسالة.",
  "not yours": "لا يمكن تغييرها إلا لكاتبها.",
  "too many reactions": "عليها تفاعلات مختلفة كثيرة جدًا.",
  "not accepted": "لم يقبلها الخادم.",
  "retry": "إعادة المحاولة",
  "edit": "تعديل",
  "delete": "حذف",
  "discard": "تجاهل",

  // The composer.
  "message": "رسالة",
  "write a message": "كتابة رسالة",
  "send": "إرسال",
  "send as parts": { zero: "لا شيء للإرسال", one: "إرسال في رسالة واحدة", two: "إرسال في رسالتين", few: "إرسال في {count} رسائل", many: "إرسال في {count} رسالة", other: "إرسال في {count} رسالة" },
  "characters left": { zero: "لم يتبقَّ أي حرف", one: "تبقّى حرف واحد", two: "تبقّى حرفان", few: "تبقّت {count} أحرف", many: "تبقّى {count} حرفًا", other: "تبقّى {count} حرف" },
  "characters over": { zero: "لا أحرف زائدة", one: "حرف واحد زائد", two: "حرفان زائدان", few: "{count} أحرف زائدة", many: "{count} حرفًا زائدًا", other: "{count} حرف زائد" },
  "unknown command": "لا يوجد أمر {command}. لنشر النص كرسالة، أرسِله مرة أخرى.",
  "misused command": "لا يُستخدم {command} بهذه الطريقة. لنشر النص كرسالة، أرسِله مرة أخرى.",

  // The name.
  "writing as": "الكتابة باسم",
  "change name": "تغيير اسمك",
  "your name": "اسمك",

  // Joins, leaves, renames, topics and typing. A verb before its subject is in the singular.
  "joined": { zero: "انضم إلى الغرفة: {names}", one: "انضم إلى الغرفة: {names}", two: "انضم إلى الغرفة: {names}", few: "انضم إلى الغرفة: {names}", many: "انضم إلى الغرفة: {names}", other: "انضم إلى الغرفة: {names}" },
  "left": { zero: "غادر الغرفة: {names}", one: "غادر الغرفة: {names}", two: "غادر الغرفة: {names}", few: "غادر الغرفة: {names}", many: "غادر الغرفة: {names}", other: "غادر الغرفة: {names}" },
  "renamed": "تغيّر اسم {was} إلى {name}",
  "topic set": "حدّد {name} الموضوع: {topic}",
  "topic removed": "أزال {name} الموضوع",
  "typing": { zero: "يكتب الآن: {names}…", one: "يكتب الآن: {names}…", two: "يكتب الآن: {names}…", few: "يكتب الآن: {names}…", many: "يكتب الآن: {names}…", other: "يكتب الآن: {names}…" },
  "others": { zero: "لا أحد غيرهم", one: "شخص آخر", two: "شخصان آخران", few: "{count} آخرون", many: "{count} آخرون", other: "{count} آخرون" },

  // The banner about the connection.
  "reconnecting": "جارٍ إعادة الاتصال… {saved}",
  "offline": "لا يوجد اتصال بالشبكة. {saved}",
  "messages saved": "رسائلك محفوظة.",
  "messages not saved": "لا يمكن لهذا المتصفح حفظ رسائلك. يُرجى إبقاء علامة التبويب هذه مفتوحة حتى تُرسَل.",
  "blocked": "جدار حماية أو خادم وكيل يحظر الاتصال المباشر (WebSocket). يُرجى تجربة شبكة أخرى. {saved}",
  "full": "الخادم ممتلئ حاليًا. سيبدأ الاتصال فور توفر مكان.",
  "too many connections": "عدد الاتصالات من شبكتك كبير جدًا. ستتصل علامة التبويب هذه عند إغلاق أخرى.",
  "back online": "عاد الاتصال.",
  "cookies off": "ملفات تعريف الارتباط معطّلة، لذا لن يبقى اسمك إلا ما دامت هذه الصفحة مفتوحة.",
  "new version": "يتوفر إصدار جديد.",
  "page outdated": "هذه الصفحة قديمة. يُرجى إعادة تحميلها للمتابعة.",
  "no access": "ليس لديك إذن بدخول هذه الغرفة.",
  "sent too much": "قُطع الاتصال بسبب إرسال الكثير دفعة واحدة. {saved}",
  "access ended": "انتهت صلاحية وصولك إلى هذه الصفحة. أعد تحميلها لتسجيل الدخول مجددًا. {saved}",
  "disconnected": "قُطع الاتصال.",
  "browser too old": "هذا المتصفح قديم جدًا لهذه الدردشة. حدّثه أو استخدم متصفحًا آخر.",
  "try now": "المحاولة الآن",
  "reload": "إعادة التحميل",
  "reconnect": "إعادة الاتصال",
  "later": "لاحقًا",
  "close": "إغلاق",

  // The search for rooms, people and messages.
  "find anything": "البحث عن غرف وأشخاص ورسائل",

  // The picker of emoji.
  "emoji": "الرموز التعبيرية",

  // A part of the page that is loaded when it is needed.
  "part missing": "تعذّر تحميل هذا الجزء من الصفحة. أعد تحميل الصفحة عندما تكون متصلاً.",

  // Settings.
  "settings": "الإعدادات",
};
