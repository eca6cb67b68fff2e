//! The JS suite: each test that its files export is one test here.

#![allow(non_snake_case, reason = "the tests have the names that they have in JavaScript")]

use super::context::{get, names, run, suite};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Every file of the suite with its tests. What is left out fails `every_test_is_listed` or `every_file_is_listed`.
macro_rules! suite {
    ($($file:ident: [$($test:ident,)*])*) => {
        $(
            mod $file {
                use super::*;

                $(
                    #[wasm_bindgen_test]
                    async fn $test() -> Result<(), JsValue> {
                        run(stringify!($file), stringify!($test)).await
                    }
                )*

                #[wasm_bindgen_test]
                async fn every_test_is_listed() {
                    let mut listed = [$(stringify!($test)),*];
                    listed.sort();
                    assert_eq!(names(&get(&get(&suite().await, "files"), stringify!($file))), listed);
                }
            }
        )*

        #[wasm_bindgen_test]
        async fn every_file_is_listed() {
            assert_eq!(names(&get(&suite().await, "files")), [$(stringify!($file)),*]);
        }
    };
}

suite! {
    abort: [
        beforeACallNothingIsSent,
        beforeTheHeaders,
        beforeTheHeadersOfAResponse,
        duringTheBody,
        duringABodyThatNobodyWantedAtFirst,
        beforeAnybodyWantsTheBody,
        duringTheBodyOfAnError,
        duringTheWaitForARetry,
        whileTheCredentialIsAskedFor,
        onTheWayToTheNextPage,
        afterACallNothingHappens,
        oneSignalForManyCalls,
        aTimeLimitOfTheCallersOwn,
        noListenerIsLeftOnTheSignal,
        aSignalThatThrows,
    ]
    answers: [
        aCallIsAPromise,
        dataKnowsWhichRequestItCameFrom,
        jsonArrivesAsItWasSent,
        jsonNeedsNoContentType,
        aBodyThatIsNoStreamIsReadAsText,
        textBreaksBetweenChunksNotCharacters,
        nothingIsNull,
        asResponseGivesTheAnswerUnread,
        asResponseLateGivesTheSameAnswer,
        dataAfterAsResponse,
        withResponseGivesBoth,
        aListsAnswerToo,
        anErrorRejectsWhateverIsAsked,
        aBodyThatSomebodyElseReadIsNotTakenForNothing,
        aBodyThatSomebodyElseReadsIsNotTakenFromThem,
        aCallThatNobodyWaitsForIsSent,
    ]
    calls: [
        anEnvironmentFromCreateToDelete,
        aWorkItemFromPollToStop,
        aWorkItemAsTheAccountSeesIt,
        theItemsOwnTokenHoldsIt,
        anEmptyQueueGivesNull,
        aPollThatWaitsGetsWhatIsQueuedMeanwhile,
        aStopAnsweredWithNothingGivesNull,
        aHeartbeatThatSomebodyElseOvertookIsRefused,
        whatTheServerRefusesSaysWhy,
        theSharedEmulatorAnswersToo,
    ]
    client: [
        itsPartsStayTheSame,
        idsAreDataAndNotPaths,
        metadataKeysAreData,
        nullIsNotLeftOut,
        aBodyOnlyWhereThereIsOne,
        theCallersObjectsStayAsTheyAre,
        headersComeInEveryForm,
        aCallsHeadersComeOnTop,
        betasAmongTheDefaultHeadersAreBetas,
        whatAFetchWritesIntoItsHeadersStaysThere,
        withOptionsGivesACopy,
        withOptionsReplacesACredentialInTheHeaders,
        whatIsUndefinedInWithOptionsStaysAsItWas,
        withOptionsAsksTheEnvironmentForNothing,
        withOptionsChecksWhatItIsGiven,
        laterChangesToTheOptionsDoNotCount,
        onlyWantedLinesAreLogged,
        theEnvironmentMaySayHowMuchIsLogged,
        aLoggerMayBeHalfAndMayThrow,
        aClientOutlivesItsParts,
        manyCallsAtOnce,
    ]
    credentials: [
        anApiKeyHasItsOwnHeader,
        aTokenIsABearer,
        aCallsOwnCredentialReplacesTheClients,
        whatEveryRequestSays,
        theProcessEnvironmentMayHaveOne,
        aFunctionIsAskedOnceForManyCalls,
        aFunctionIsAskedAgainAfterA401,
        aSecond401Stands,
        a401OfACredentialThatCannotChangeStands,
        aFunctionThatFails,
        aFunctionThatFailedIsAskedAgain,
        callsAtOnceWithAStaleCredentialAllGetTheFreshOne,
        noCookieAndNoReferrer,
        aRedirectIsNotFollowed,
        noErrorShowsTheCredential,
        noBadInputShowsTheCredential,
        noObjectShowsTheCredential,
        noLogLineShowsTheCredential,
        noLogLineShowsThePathOfTheBaseURL,
        aPageOfTheSameOriginNeedsNone,
    ]
    errors: [
        everyStatusHasItsClass,
        everyClassIsNamedAndExtendsItsBase,
        anErrorHasWhatTheServerSaid,
        theRequestIdMayStandInTheBody,
        withoutARequestIdItIsNull,
        aHeartbeatsRefusalBringsTheLease,
        bodiesThatAreNoErrorOfTheApi,
        anErrorWhoseBodyBreaksOffIsStillThatError,
        errorsCanBeMadeByHand,
    ]
    handed: [
        anItemThatWasClaimedElsewhere,
        handleItemRejectsWithWhatTheHandlerThrew,
        handleItemRejectsWhenTheLeaseIsLost,
        handleItemEndsWithItsSignal,
        theReasonOfOneItemIsNotThatOfAnother,
        anItemThatIsHandedInAgainKeepsTheReasonOfItsSignal,
        drainingWaitsForAnItemThatWasClaimedElsewhere,
        aHealthCheckThatWasClaimedElsewhereIsAnswered,
        handleItemTakesAnItemsParts,
        handleItemAsksTheEnvironment,
        handleItemWithoutAnItem,
    ]
    heartbeats: [
        withoutALeaseThereIsNothing,
        aClientHasOneAndItsCopiesTheirOwn,
        whatIsHeldIsCounted,
        noMoreBeatsAreOnTheirWayThanMayBe,
        timersOptionsThatWillNotDo,
        byHandNothingHappensUnlessItTicks,
        byHandALeaseIsLookedAtBeforeItBeats,
        byHandATickEndsWhenAllHaveLanded,
        byHandAHangingBeatDoesNotHoldTheTickForEver,
        withATimerATickDoesNoHarm,
        unrefAndRefChangeNoBeat,
        thePageIsListenedToWhileALeaseIsHeldAndNoLonger,
        onlineAgainABeatThatFailedIsTriedAtOnce,
    ]
    input: [
        idsOfEnvironments,
        idsOfWorkItems,
        environmentIdsAmongTheParameters,
        numbersOutOfBounds,
        parametersOfTheWrongKind,
        headersThatCannotBeSent,
        optionsOfACallOfTheWrongKind,
        objectsThatThrowWhenTheyAreRead,
        badInputRejectsAListToo,
    ]
    lease: [
        fromTheFirstBeatToTheStop,
        aWindowWishesForThreeMinutes,
        readyIsOfThePastOnceItWas,
        whatItGivesStaysTheSame,
        eachBeatEchoesTheLast,
        beatsGoOnByThemselves,
        beatsAskedForAtOnceAreOne,
        aStopSaysWhetherItIsForced,
        stoppedTwiceItStopsOnce,
        whatAStopIsAnswered,
        aReleasedItemGoesBackToTheQueue,
        aBeatThatAStopCancelsWasNotAnswered,
        whatIsOverBeatsNoMore,
        releasedBeforeItsFirstBeat,
        aSnapshotIsContinuedElsewhere,
        aSnapshotFromBeforeTheFirstBeat,
        aSnapshotThatHasRunOutIsLost,
        aSignalAbortedBefore,
        aSignalAbortedLater,
        aSignalThatCannotBeListenedToCountsAsAborted,
        noListenerIsLeftOnTheSignalAtTheEnd,
        aLostAnswerDoesNotCostTheLease,
        aFirstAnswerThatIsLostElsewhereDoesNotCostTheLease,
        withoutAdoptionALostAnswerCostsTheLease,
        aStolenLeaseIsLetGoWithinOneBeat,
        aConflictThatLostAnswersDoNotExplain,
        whatTheServerRefusesForGood,
        whatMayPassIsTriedAgain,
        whileABeatHangsTheLeaseRunsOut,
        aHandlerThatBlockedTheLoopIsToldWhenItAsks,
        theFirstAnswerMaySayStopping,
        whateverSaysThatItIsToEnd,
        aStateThatNobodyKnowsYetIsHeld,
        disposingOfItStopsItByForce,
        disposingOfALostOneSendsNothing,
        optionsThatWillNotDo,
        aStopOfTheWrongKind,
        theItemsTokenIsTheBearer,
        calledFromInsideItsAbortListeners,
        calledFromInsideItsFetch,
        aLeaseThatIsForgottenIsHeldOn,
        aSecondLeaseOnTheSameItemIsRefused,
        itsErrorsCanBeMadeByHand,
    ]
    network: [
        anAnswerThatIsNotJson,
        anAnswerThatIsNotThere,
        anAnswerOfTheWrongShape,
        anAnswerThatIsTooLarge,
        theLimitIsOfWhatComesOutOfCompression,
        aLengthInAHeaderIsNotBelieved,
        anAnswerThatNeverEndsIsCutOff,
        anErrorThatNeverEndsIsStillThatError,
        anAnswerThatIsCutShort,
        aConnectionThatIsCut,
        nobodyListens,
        aFetchThatIsRejectedWithAnything,
        aFetchThatThrowsAnything,
        aFetchThatGivesNoResponse,
        headersOfAnAnswerThatThrow,
        whatTheRuntimesFetchGivesMayBeATestsToo,
        aFetchThatWaitsForNothing,
        aBodyThatFailsWithAnything,
        whatIsBehindAFailureIsNamed,
    ]
    options: [
        unknownOptionsOfAClient,
        optionsOfAClientOfTheWrongKind,
        optionsOfAClientThatCannotBeRead,
        aRuntimeWithoutFetch,
        baseUrlsThatWillNotDo,
        aPageOverPlainHttpMayNotPointElsewhere,
        oneCredentialAndNotTwo,
        anApiKeyInAWindow,
    ]
    pages: [
        itemsOfAllPages,
        itemsOfAllPagesOfWork,
        everyPageIsAskedForLikeTheFirst,
        everyPageIsAskedForLikeTheFirstWhateverChanges,
        oneAfterTheOther,
        pageByPage,
        fromOnePageOn,
        anEmptyPageIsNotTheEnd,
        theLastPageMayBeSilentAboutIt,
        nobodyAsksForMoreThanIsRead,
        anErrorOnTheSecondPage,
        aPageHasWhatTheServerSent,
        anEnvironmentsListToItsEnd,
        aQueuesListToItsEnd,
    ]
    poller: [
        itemsAreAcknowledgedYieldedAndStopped,
        whatItSays,
        whatItSaysByDefault,
        anEmptyQueueIsNullOrNothing,
        theItemsTokenAcknowledgesAndStopsIt,
        withoutAutoStopTheCallerStops,
        aBodyThatBreaksStopsItsItem,
        aBodyThatThrowsStopsItsItem,
        itIsGoneThroughOnce,
        whatWillNotPassIsThrown,
        whatMayPassIsWaitedOut,
        anItemThatCannotBeAcknowledgedIsSkipped,
        anAcknowledgementWithoutABodyIsOne,
        aStopThatFailsDoesNotEndTheLoop,
        aStopThatMayPassIsTriedAgain,
        withoutDrainItWaitsForWork,
        abortedInTheMiddleOfAPoll,
        abortedInTheBodyTheItemIsStillStopped,
        aSignalAbortedBeforeSendsNothing,
        aPollerThatNobodyGoesThroughDoesNothing,
        twoPollersShareAQueue,
        theEnvironmentKeyGoesBeforeACredentialInTheHeaders,
        optionsThatWillNotDo,
    ]
    reentrancy: [
        fromItsFetch,
        fromItsFetchBeforeThatReturns,
        fromItsLogger,
        fromItsCredentialFunction,
        fromGetters,
        fromAHeaderIterator,
        fromTheMomentItIsAborted,
        abortedFromInsideItsFetch,
    ]
    retries: [
        statusesThatMayPassAreTriedAgain,
        statusesThatStayAreNot,
        theSameRequestGoesOutAgain,
        twoRetriesUnlessSomebodySaysOtherwise,
        theLastFailureIsTheOneThatCounts,
        retryAfterMsIsWaitedFor,
        retryAfterMsGoesBeforeRetryAfter,
        retryAfterIsInSeconds,
        retryAfterIsADate,
        withoutAWordFromTheServerItBacksOff,
        theServerMayAskForATry,
        theServerMayForbidATry,
        aConnectionThatBreaksIsTriedAgain,
        anAnswerThatBreaksOffIsTriedAgain,
        aTimeoutIsTriedAgain,
        anAnswerThatMakesNoSenseIsNotTriedAgain,
    ]
    timeouts: [
        beforeTheHeaders,
        inTheMiddleOfTheBody,
        inTheMiddleOfAnErrorsBodyItIsStillThatError,
        inABodyThatNobodyWantedAtFirst,
        whileTheCredentialIsAskedFor,
        ofOneCall,
        eachTryHasItsOwn,
        aBodyThatIsLeftToTheCallerHasNone,
        aFetchThatIgnoresItsSignal,
    ]
    worker: [
        itemsAreClaimedHeldHandledAndStopped,
        asManyAtOnceAsItsConcurrency,
        whatItTellsOfAnItem,
        idleIsToldOnceUntilThereIsWorkAgain,
        listenersComeAndGo,
        aListenerThatThrowsOrRejectsEndsNothing,
        drainingItWaitsForTheHandlers,
        drainedItRunsAgain,
        itRunsOnceAtATime,
        theSignalOfARunThatIsRefusedStopsNothing,
        abortedItTellsItsHandlers,
        abortedItLeavesAHandlerThatNeverReturns,
        aHandlerThatNeverReturnsIsHeldOn,
        abortedRightAfterTheCallItEnds,
        theReasonOfOneRunIsNotThatOfTheNext,
        aSignalAbortedBeforeSendsNothing,
        noListenerIsLeftOnItsSignals,
        aHandlerThatThrowsFailsItsItemAndNothingElse,
        aHandlerMayReturnAnything,
        aLeaseThatIsLostInTheMiddle,
        aStopFromElsewhereIsToldToTheHandler,
        theFirstAnswerMaySayStopping,
        anEnvironmentKeyThatIsRevokedMeanwhile,
        aKeyThatHoldsNothingAnyMore,
        aPollThatMayPassIsWaitedOut,
        anItemThatCannotBeAcknowledgedFails,
        aHealthCheckIsAnsweredAndNotHandedOut,
        withoutAnEnvironmentItDoesNotRun,
        calledFromInsideItsHandler,
        calledFromInsideItsListeners,
        aHandlerMayStopItsItemWithoutForce,
        aHandlerMayReleaseItsItem,
        nothingThatItTellsShowsACredential,
        optionsThatWillNotDo,
    ]
}
